package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.util.concurrent.CountDownLatch;

/** What both commands check and wait for. */
final class Checks {
  private Checks() {}

  static void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new StartupException(option + " is " + value + "; it must be " + least + " or more");
    }
  }

  static void within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new StartupException(option + " is " + value + "; it must be " + least + " to " + most);
    }
  }

  /** Opens on SIGINT and SIGTERM; the cluster is closed before the process ends. */
  static CountDownLatch stopOnSignal(LocalCluster cluster) {
    CountDownLatch stop = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  cluster.close();
                },
                "stop"));
    return stop;
  }
}
