import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { type Client, createClient, type Interceptor } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import {
  type CommandSchema,
  type ExecutePlanResponse,
  InterruptRequest_InterruptType,
  type PlanSchema,
  SparkConnectService,
  WriteOperation_SaveMode,
} from './connect/connect_pb.js';
import { type ExactRow, readExactRows } from './exact-rows.ts';
import { readChunks } from './file-chunks.ts';
import type { SparkRemote } from './remote.ts';
import { errorClassOf, explainSparkError, isBrokenStream } from './spark-error.ts';

/** Work of Spark at one moment. */
export interface SparkProgress {
  /** Stages that are known so far; Spark may add more. */
  stages: { id: number; tasks: number; done: number }[];
}

export interface SessionOptions {
  remote: SparkRemote;
  /** Bearer token; absent for a server without one. */
  token?: string | undefined;
  onProgress?: ((progress: SparkProgress) => void) | undefined;
  /** Id of a session that is there already; absent for a new one. */
  sessionId?: string | undefined;
}

type Plan = MessageInitShape<typeof PlanSchema>;
type Command = NonNullable<MessageInitShape<typeof CommandSchema>['commandType']>;

const largestMessage = 256 * 1024 ** 2;
/** Waits before a broken stream is attached again: 0.2 s, doubled up to 12.8 s. */
const mostTries = 7;
const firstWait = 200;

/**
 * Session of a Spark Connect server (Spark 3.5 and newer). Broken streams are attached again, so no result
 * is lost or read twice.
 *
 * Every method throws a `SparkError` (exit 1) with Spark's words and the next step.
 */
export class SparkSession {
  readonly #client: Client<typeof SparkConnectService>;
  readonly #remote: SparkRemote;
  readonly #onProgress: (progress: SparkProgress) => void;
  readonly #who;
  /** Id of the session, a UUID. */
  readonly id: string;

  constructor({
    remote,
    token,
    onProgress = () => undefined,
    sessionId = randomUUID(),
  }: SessionOptions) {
    this.id = sessionId;
    this.#who = {
      sessionId,
      userContext: { userId: 'imbill', userName: 'imbill' },
      clientType: 'imbill',
    };
    const interceptors = token === undefined ? [] : [sendToken(token)];
    const transport = createGrpcTransport({
      baseUrl: remote.url,
      interceptors,
      readMaxBytes: largestMessage,
    });
    this.#client = createClient(SparkConnectService, transport);
    this.#remote = remote;
    this.#onProgress = onProgress;
  }

  /** Reads Spark's version, such as `4.3.0`. */
  async version(): Promise<string> {
    const analyze = { case: 'sparkVersion', value: {} } as const;
    const { result } = await this.#call(this.#client.analyzePlan({ ...this.#who, analyze }));
    return result.value?.version ?? '';
  }

  /** Sets session settings. */
  async configure(settings: Readonly<Record<string, string>>): Promise<void> {
    const pairs = Object.entries(settings).map(([key, value]) => ({ key, value }));
    const operation = { opType: { case: 'set', value: { pairs } } } as const;
    await this.#call(this.#client.config({ ...this.#who, operation }));
  }

  /** Reads session settings; one that has no value is absent. */
  async settings(keys: readonly string[]): Promise<Map<string, string>> {
    const opType = { case: 'get' as const, value: { keys: [...keys] } };
    const { pairs } = await this.#call(
      this.#client.config({ ...this.#who, operation: { opType } }),
    );
    return new Map(
      pairs.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value] as const])),
    );
  }

  /** Runs a statement that yields no rows, such as `create temporary view`. */
  async run(sql: string): Promise<void> {
    const input = { relType: { case: 'sql', value: { query: sql } } } as const;
    await this.#command({ case: 'sqlCommand', value: { sql, input } });
  }

  /**
   * Defines a temporary view over files that are named one by one.
   *
   * @param files Their schema is that of the format if it is absent.
   */
  async defineView(
    name: string,
    files: {
      format: 'parquet' | 'text' | 'binaryFile';
      schema?: string;
      paths: readonly string[];
    },
  ): Promise<void> {
    const source = { ...files, paths: [...files.paths] };
    const read = { readType: { case: 'dataSource', value: source } } as const;
    const input = { relType: { case: 'read', value: read } } as const;
    const view = { name, replace: true, isGlobal: false, input };
    await this.#command({ case: 'createDataframeView', value: view });
  }

  /**
   * Writes the rows of a query as Parquet to a new folder.
   *
   * @param layout Columns whose values become folders `column=value`, and options of the writer.
   */
  async write(
    sql: string,
    folder: string,
    {
      foldersBy = [],
      options = {},
    }: { foldersBy?: readonly string[]; options?: Readonly<Record<string, string>> } = {},
  ): Promise<void> {
    await this.#command({
      case: 'writeOperation',
      value: {
        input: { relType: { case: 'sql', value: { query: sql } } },
        source: 'parquet',
        saveType: { case: 'path', value: folder },
        mode: WriteOperation_SaveMode.ERROR_IF_EXISTS,
        partitioningColumns: [...foldersBy],
        options: { ...options },
      },
    });
  }

  /**
   * Reads the rows of a query, batch by batch, with exact values. They are all there only after the last one.
   *
   * @param only Columns to read; all where absent.
   */
  async *batches(sql: string, only?: readonly string[]): AsyncGenerator<ExactRow[]> {
    const root = { relType: { case: 'sql', value: { query: sql } } } as const;
    for await (const { responseType } of this.#execute({ opType: { case: 'root', value: root } })) {
      if (responseType.case !== 'arrowBatch') continue;
      const { data, rowCount } = responseType.value;
      const rows = readExactRows(data, only);
      if (BigInt(rows.length) !== rowCount)
        throw explainSparkError(
          new Error(`a batch of ${rowCount} rows arrived with ${rows.length}`),
          this.#remote.text,
        );
      yield rows;
    }
  }

  /** Reads all rows of a query, with exact values; only some columns if they are named. */
  async rows(sql: string, only?: readonly string[]): Promise<ExactRow[]> {
    const all: ExactRow[] = [];
    for await (const batch of this.batches(sql, only)) all.push(...batch);
    return all;
  }

  /**
   * Sends an archive (tar.gz or zip) to all executors of the session, where it is unpacked.
   *
   * @param name Name of its folder on an executor.
   */
  async shipArchive(path: string, name: string): Promise<void> {
    const requests = this.#archiveRequests(path, `archives/${name}.tgz#${name}`);
    const { artifacts } = await this.#call(this.#client.addArtifacts(requests));
    if (artifacts.length === 0 || !artifacts.every(({ isCrcSuccessful }) => isCrcSuccessful))
      throw explainSparkError(new Error(`the archive ${name} arrived damaged`), this.#remote.text);
  }

  async *#archiveRequests(path: string, name: string) {
    for await (const { chunk, isFirst, totalBytes, numChunks } of readChunks(path))
      yield {
        ...this.#who,
        payload: isFirst
          ? {
              case: 'beginChunk' as const,
              value: { name, totalBytes, numChunks, initialChunk: chunk },
            }
          : { case: 'chunk' as const, value: chunk },
      };
  }

  /** Stops everything that this session runs. */
  async interrupt(): Promise<void> {
    const interruptType = InterruptRequest_InterruptType.ALL;
    await this.#call(this.#client.interrupt({ ...this.#who, interruptType }));
  }

  /** Ends the session. A server that is gone is no error here. */
  async close(): Promise<void> {
    await this.#client.releaseSession(this.#who).catch(() => undefined);
  }

  async #command(commandType: Command): Promise<void> {
    const plan: Plan = { opType: { case: 'command', value: { commandType } } };
    for await (const _ of this.#execute(plan));
  }

  async #call<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      throw explainSparkError(error, this.#remote.text);
    }
  }

  /**
   * Runs a plan. A stream that ends before the result is complete is attached again after the last
   * response that was read.
   */
  async *#execute(plan: Plan): AsyncGenerator<ExecutePlanResponse> {
    const operation = { ...this.#who, operationId: randomUUID() };
    const requestOption = { case: 'reattachOptions', value: { reattachable: true } } as const;
    let lastResponseId: string | undefined;
    let isKnown = false;
    for (let tries = 0; ; tries += 1) {
      const stream = isKnown
        ? this.#client.reattachExecute({ ...operation, ...(lastResponseId && { lastResponseId }) })
        : this.#client.executePlan({ ...operation, plan, requestOptions: [{ requestOption }] });
      try {
        for await (const response of stream) {
          lastResponseId = response.responseId;
          tries = 0;
          const { responseType } = response;
          if (responseType.case === 'executionProgress')
            this.#onProgress(progressOf(responseType.value.stages));
          else if (responseType.case === 'resultComplete')
            return await this.#release(operation.operationId);
          else yield response;
        }
        isKnown = true;
        if (tries >= mostTries) throw new Error('the result ends before it is complete');
      } catch (error) {
        const isLost = errorClassOf(error) === 'INVALID_HANDLE.OPERATION_NOT_FOUND';
        isKnown = !(isLost && lastResponseId === undefined);
        if ((isKnown && !isBrokenStream(error)) || tries >= mostTries)
          throw explainSparkError(error, this.#remote.text);
      }
      if (tries > 0) await wait(firstWait * 2 ** (tries - 1));
    }
  }

  async #release(operationId: string): Promise<void> {
    const release = { case: 'releaseAll', value: {} } as const;
    await this.#client
      .releaseExecute({ ...this.#who, operationId, release })
      .catch(() => undefined);
  }
}

function sendToken(token: string): Interceptor {
  return (next) => (request) => {
    request.header.set('authorization', `Bearer ${token}`);
    return next(request);
  };
}

function progressOf(
  stages: readonly { stageId: bigint; numTasks: bigint; numCompletedTasks: bigint }[],
): SparkProgress {
  return {
    stages: stages.map(({ stageId, numTasks, numCompletedTasks }) => ({
      id: Number(stageId),
      tasks: Number(numTasks),
      done: Number(numCompletedTasks),
    })),
  };
}
