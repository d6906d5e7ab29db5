package dev.notely.store.releases;

import java.util.List;

/**
 * What a deployment is to do, as it was asked for.
 *
 * @param from the release that had all traffic
 * @param steps percent of the traffic for the next release, rising; the last is 100
 * @param soakMs how long a step must be good, in milliseconds
 * @param mirror share of the reads of the former release that are sent to the next one too, 0..1
 * @param proxies that the former release had, and that the next one is to have; at least 1
 */
public record DeploymentPlan(
    Strategy strategy,
    String from,
    String to,
    List<Integer> steps,
    long soakMs,
    double mirror,
    int proxies) {
  public DeploymentPlan {
    steps = List.copyOf(steps);
  }

  /** Proxies of the next release that a step needs. */
  public int nextProxies(int step) {
    return switch (strategy) {
      case ROLLING -> Math.max(1, Math.ceilDiv(proxies * steps.get(step), 100));
      case BLUE_GREEN, CANARY -> proxies;
    };
  }

  /**
   * Proxies of the former release that stay through a step. Rolling ends one only when the step
   * that took its traffic was good, and never the last: there must be a way back.
   */
  public int formerProxies(int step) {
    return switch (strategy) {
      case ROLLING -> step == 0 ? proxies : Math.max(1, proxies - nextProxies(step - 1));
      case BLUE_GREEN, CANARY -> proxies;
    };
  }

  /** The step after this one needs more proxies of the next release. */
  boolean growsAfter(int step) {
    return nextProxies(step + 1) > nextProxies(step);
  }
}
