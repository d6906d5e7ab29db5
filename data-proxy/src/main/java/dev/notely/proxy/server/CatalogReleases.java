package dev.notely.proxy.server;

import dev.notely.proto.releases.v1.Difference;
import dev.notely.proto.releases.v1.GetReleases;
import dev.notely.proto.releases.v1.ListDifferences;
import dev.notely.proto.releases.v1.Release;
import dev.notely.proto.releases.v1.ReleaseServiceGrpc;
import dev.notely.proto.releases.v1.Strategy;
import dev.notely.proto.telemetry.v1.Deployment;
import dev.notely.proto.telemetry.v1.ReleaseShare;
import io.grpc.Channel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The releases as the catalog has them, which decides the split and each step of a deployment. */
final class CatalogReleases implements Releases {
  private static final long PATIENCE_MS = 1_000;

  private final Channel catalog;

  CatalogReleases(Channel catalog) {
    this.catalog = catalog;
  }

  @Override
  public Known now() {
    return shown(
        ReleaseServiceGrpc.newBlockingStub(catalog)
            .withDeadlineAfter(PATIENCE_MS, TimeUnit.MILLISECONDS)
            .get(GetReleases.getDefaultInstance()));
  }

  /** Of mirrored reads, the latest; blocking, bounded in time. */
  List<Difference> differences() {
    return ReleaseServiceGrpc.newBlockingStub(catalog)
        .withDeadlineAfter(PATIENCE_MS, TimeUnit.MILLISECONDS)
        .differences(ListDifferences.getDefaultInstance())
        .getDifferencesList();
  }

  /** As watchers are told; without releases that have neither traffic nor proxies. */
  static Known shown(dev.notely.proto.releases.v1.Releases said) {
    Deployment.Builder shown = Deployment.newBuilder();
    said.getReleasesList().stream()
        .filter(release -> release.getPercent() > 0 || release.getProxiesCount() > 0)
        .map(CatalogReleases::share)
        .forEach(shown::addReleases);
    if (said.hasDeployment()) {
      dev.notely.proto.releases.v1.Deployment deployment = said.getDeployment();
      shown
          .setStrategy(name(deployment.getStrategy()))
          .setState(deployment.getState().name())
          .setFromRelease(deployment.getFromRelease())
          .setToRelease(deployment.getToRelease())
          .setPercent(percent(said, deployment.getToRelease()))
          .setReason(deployment.getReason())
          .addAllSteps(deployment.getStepsList())
          .setChangedAtMs(deployment.getChangedAtMs())
          .setStep(deployment.getStep())
          .setSoakMs(deployment.getSoakMs());
    }
    return new Known(shown.build(), said.getSupervisedProxiesList());
  }

  private static ReleaseShare share(Release release) {
    return ReleaseShare.newBuilder()
        .setRelease(release.getName())
        .setPercent(release.getPercent())
        .setProxies(release.getProxiesCount())
        .setCompared(release.getCompared())
        .setDifferent(release.getDifferent())
        .build();
  }

  private static int percent(dev.notely.proto.releases.v1.Releases said, String release) {
    return said.getReleasesList().stream()
        .filter(one -> one.getName().equals(release))
        .mapToInt(Release::getPercent)
        .findFirst()
        .orElse(0);
  }

  /** As the command line says it. */
  private static String name(Strategy strategy) {
    return switch (strategy) {
      case ROLLING -> "rolling";
      case BLUE_GREEN -> "blueGreen";
      case CANARY -> "canary";
      case STRATEGY_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }
}
