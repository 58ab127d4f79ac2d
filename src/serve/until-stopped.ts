const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Waits until the process is told to end. For a server that is the ordinary end, not a failure; told
 * a second time, the process ends at once.
 *
 * @param onWaiting Called once a signal would be heard.
 */
export function untilStopped(onWaiting: () => void): Promise<void> {
  return new Promise((resolve) => {
    const onSignal = () => {
      for (const signal of signals) process.off(signal, onSignal);
      resolve();
    };
    for (const signal of signals) process.on(signal, onSignal);
    onWaiting();
  });
}
