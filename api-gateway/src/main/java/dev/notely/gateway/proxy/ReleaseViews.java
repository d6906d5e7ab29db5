package dev.notely.gateway.proxy;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Releases as the catalog tells of them (releases.proto); times in Unix milliseconds. */
public final class ReleaseViews {
  private ReleaseViews() {}

  /** All of it. */
  public record Releases(
      List<ReleaseView> releases,
      Optional<DeploymentView> deployment,
      boolean supervised,
      List<SupervisedView> supervisedProxies,
      Optional<SplitByHandView> splitByHand) {
    public Releases {
      releases = List.copyOf(releases);
      supervisedProxies = List.copyOf(supervisedProxies);
    }
  }

  /**
   * A release.
   *
   * @param proxies live ones
   */
  public record ReleaseView(
      String name,
      int protocol,
      int percent,
      List<String> proxies,
      long requests,
      long errors,
      long p50Us,
      long p99Us,
      long compared,
      long different) {
    public ReleaseView {
      proxies = List.copyOf(proxies);
    }
  }

  /**
   * A deployment.
   *
   * @param strategy a name of releases.proto
   * @param step index into the steps
   * @param state a name of releases.proto
   */
  public record DeploymentView(
      long id,
      String strategy,
      String from,
      String to,
      List<Integer> steps,
      int step,
      long soakMs,
      double mirror,
      int proxies,
      String state,
      String reason,
      String askedBy,
      long beganAtMs,
      long changedAtMs) {
    public DeploymentView {
      steps = List.copyOf(steps);
    }
  }

  /** A proxy of a supervisor; the trouble is empty while there is none. */
  public record SupervisedView(String name, String release, int restarts, String trouble) {}

  /** Who has set the shares, and why. */
  public record SplitByHandView(String askedBy, long atMs) {}

  /** A mirrored read that was answered otherwise. */
  public record DifferenceView(
      long timeMs,
      String operation,
      UUID account,
      Optional<UUID> note,
      String from,
      String to,
      String expected,
      String actual,
      String traceId) {}

  static Releases releases(dev.notely.proto.releases.v1.Releases releases) {
    return new Releases(
        releases.getReleasesList().stream().map(ReleaseViews::release).toList(),
        releases.hasDeployment()
            ? Optional.of(deployment(releases.getDeployment()))
            : Optional.empty(),
        releases.getSupervised(),
        releases.getSupervisedProxiesList().stream()
            .map(proxy ->
                new SupervisedView(
                    proxy.getName(), proxy.getRelease(), proxy.getRestarts(), proxy.getTrouble()))
            .toList(),
        releases.hasSplitByHand()
            ? Optional.of(
                new SplitByHandView(
                    releases.getSplitByHand().getAskedBy(), releases.getSplitByHand().getAtMs()))
            : Optional.empty());
  }

  private static ReleaseView release(dev.notely.proto.releases.v1.Release release) {
    return new ReleaseView(
        release.getName(),
        release.getProtocol(),
        release.getPercent(),
        release.getProxiesList(),
        release.getRequests(),
        release.getErrors(),
        release.getP50Us(),
        release.getP99Us(),
        release.getCompared(),
        release.getDifferent());
  }

  private static DeploymentView deployment(dev.notely.proto.releases.v1.Deployment deployment) {
    return new DeploymentView(
        deployment.getId(),
        deployment.getStrategy().name(),
        deployment.getFromRelease(),
        deployment.getToRelease(),
        deployment.getStepsList(),
        deployment.getStep(),
        Integer.toUnsignedLong(deployment.getSoakMs()),
        deployment.getMirror(),
        deployment.getProxies(),
        deployment.getState().name(),
        deployment.getReason(),
        deployment.getAskedBy(),
        deployment.getBeganAtMs(),
        deployment.getChangedAtMs());
  }

  static DifferenceView difference(dev.notely.proto.releases.v1.Difference found) {
    return new DifferenceView(
        found.getTimeMs(),
        found.getOperation(),
        Ids.uuid(found.getAccount()),
        found.getNote().isEmpty() ? Optional.empty() : Optional.of(Ids.uuid(found.getNote())),
        found.getFromRelease(),
        found.getToRelease(),
        found.getExpected(),
        found.getActual(),
        found.getTraceId());
  }
}
