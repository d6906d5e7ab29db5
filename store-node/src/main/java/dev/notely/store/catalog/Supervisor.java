package dev.notely.store.catalog;

import java.util.List;

/**
 * Who starts and stops proxies on a machine.
 *
 * @param nextRelease that it starts if nobody names another
 * @param releases all that it can start
 */
public record Supervisor(
    String name, String nextRelease, List<String> releases, List<SupervisedProxy> proxies) {
  public Supervisor {
    releases = List.copyOf(releases);
    proxies = List.copyOf(proxies);
  }

  /**
   * A proxy that it has started and not stopped.
   *
   * @param restarts since its first start
   * @param trouble empty: none; else why it is not started again
   */
  public record SupervisedProxy(String name, String release, int restarts, String trouble) {}
}
