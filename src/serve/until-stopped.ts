const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Waits until a signal tells the process to end. For a server that is the ordinary end, not a failure. A second signal
 * ends the process at once.
 *
 * @param onWaiting Called as soon as signals are heard.
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
