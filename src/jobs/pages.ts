/** Address of the pages, and limits of the SQL box. */
export interface ServeOptions {
  host: string;
  /** 0 = any free port. */
  port: number;
  /** Memory of one query of the SQL box. */
  memoryMegabytes: number;
  /** Time of one query of the SQL box. */
  timeoutSeconds: number;
  /** Called with the address as soon as requests are accepted. */
  onListening(address: string): void;
}

/** The pages as a folder that needs no server. */
export interface WrittenPages {
  /** Path as the user named it, or relative to the workspace. */
  dir: string;
  /** Number of pages in both languages together. */
  pages: number;
  documents: number;
}
