import { createServer, type Http2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import {
  type ExecutePlanRequest,
  type ExecutePlanResponseSchema,
  SparkConnectService,
} from '../connect/connect_pb.js';

type Response = MessageInitShape<typeof ExecutePlanResponseSchema>;

/** One step of an answer: a response, a fault, the end of the connection, or work that does not end. */
export type Step = Response | Error | 'cut' | 'end' | 'hang';

export interface FakeSpark {
  /** Address for `parseRemote`. */
  remote: string;
  /** Requests to run a plan, and attachments as `attach ID`, in their order. */
  calls: string[];
  /** Archives that arrived whole, by name. */
  archives: Map<string, Buffer>;
  /** Ids of the sessions that were interrupted, and of those that were released. */
  interrupted: string[];
  released: string[];
  close(): Promise<void>;
}

/**
 * Starts a server that speaks Spark Connect and answers plans with the given steps. An attachment goes on
 * after the last response that the client names.
 *
 * @param answers Steps by what the plan asks: its SQL text, or the name of its view; or a function that finds them.
 */
export async function startFakeSpark(
  answers: Record<string, Step[]> | ((asked: string) => Step[]),
  { token, version = '4.3.0' }: { token?: string; version?: string } = {},
): Promise<FakeSpark> {
  const calls: string[] = [];
  const archives = new Map<string, Buffer>();
  const interrupted: string[] = [];
  const released: string[] = [];
  const held = new Map<string, string>();
  let stopHanging = () => {};
  const closed = new Promise<void>((resolve) => {
    stopHanging = resolve;
  });
  const running = new Map<string, Step[]>();
  const sessions = new Set<Http2Session>();
  const checkToken = ({ requestHeader }: HandlerContext) => {
    if (token !== undefined && requestHeader.get('authorization') !== `Bearer ${token}`)
      throw new ConnectError('Invalid authentication token', Code.Unauthenticated);
  };
  async function* play(operationId: string): AsyncGenerator<Response> {
    const steps = running.get(operationId);
    if (steps === undefined)
      throw new ConnectError('[INVALID_HANDLE.OPERATION_NOT_FOUND] lost', Code.Internal);
    for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
      if (step instanceof Error) throw step;
      if (step === 'hang') await closed;
      if (step === 'end' || step === 'hang') return;
      if (step === 'cut') {
        for (const session of sessions) session.destroy();
        return;
      }
      yield { ...step, responseId: `${steps.length}` };
    }
    yield { responseId: 'last', responseType: { case: 'resultComplete', value: {} } };
  }
  const handler = connectNodeAdapter({
    routes: (router) =>
      router.service(SparkConnectService, {
        analyzePlan: (_, context) => {
          checkToken(context);
          return { result: { case: 'sparkVersion', value: { version } } };
        },
        config({ operation }) {
          const { opType } = operation!;
          if (opType.case === 'set')
            for (const { key, value = '' } of opType.value.pairs) held.set(key, value);
          const keys = opType.case === 'get' ? opType.value.keys : [];
          return {
            pairs: keys.flatMap((key) => (held.has(key) ? [{ key, value: held.get(key)! }] : [])),
          };
        },
        async *executePlan(request, context) {
          checkToken(context);
          const asked = askedBy(request);
          calls.push(asked);
          const steps = typeof answers === 'function' ? answers(asked) : answers[asked];
          running.set(request.operationId!, [...(steps ?? [])]);
          yield* play(request.operationId!);
        },
        async *reattachExecute({ operationId, lastResponseId }) {
          calls.push(`attach ${lastResponseId ?? ''}`);
          yield* play(operationId);
        },
        releaseExecute: () => ({}),
        async addArtifacts(requests) {
          let name = '';
          const parts: Uint8Array[] = [];
          for await (const { payload } of requests) {
            if (payload.case === 'beginChunk') name = payload.value.name;
            const part = payload.case === 'beginChunk' ? payload.value.initialChunk : payload.value;
            parts.push((part as { data: Uint8Array }).data);
          }
          archives.set(name, Buffer.concat(parts));
          return { artifacts: [{ name, isCrcSuccessful: true }] };
        },
        interrupt({ sessionId }) {
          interrupted.push(sessionId);
          return { interruptedIds: [] };
        },
        releaseSession({ sessionId }) {
          released.push(sessionId);
          return {};
        },
      }),
  });
  const server = createServer(handler);
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    remote: `sc://127.0.0.1:${port}`,
    calls,
    archives,
    interrupted,
    released,
    close: () =>
      new Promise((resolve) => {
        stopHanging();
        for (const session of sessions) session.destroy();
        server.close(() => resolve());
      }),
  };
}

function askedBy({ plan }: ExecutePlanRequest): string {
  const { value } = plan?.opType ?? {};
  if (value?.$typeName === 'spark.connect.Relation')
    return value.relType.case === 'sql' ? value.relType.value.query : '';
  const command = value?.commandType;
  if (command?.case === 'sqlCommand') return command.value.sql;
  if (command?.case === 'createDataframeView') return `view ${command.value.name}`;
  return command?.case === 'writeOperation' ? `write ${command.value.saveType.value}` : '';
}
