package dev.notely.store.server;

import dev.notely.proto.releases.v1.Deployment;
import dev.notely.proto.releases.v1.DeploymentState;
import dev.notely.proto.releases.v1.Difference;
import dev.notely.proto.releases.v1.Release;
import dev.notely.proto.releases.v1.ReleaseCounts;
import dev.notely.proto.releases.v1.ReleaseLatency;
import dev.notely.proto.releases.v1.ReleaseReport;
import dev.notely.proto.releases.v1.SplitByHand;
import dev.notely.proto.releases.v1.Strategy;
import dev.notely.proto.releases.v1.SupervisedProxy;
import dev.notely.store.catalog.Supervisor;
import dev.notely.store.releases.DeploymentPlan;
import dev.notely.store.releases.Measure;
import dev.notely.store.releases.ReleaseState;
import dev.notely.store.releases.TrafficReport;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Releases between the wire and their room. */
final class ReleaseMapping {
  private static final int MOST_RELEASES = 50;
  private static final int MOST_BUCKETS = 2_000;
  private static final int MOST_DIFFERENCES = 50;
  private static final int MOST_TEXT = 500;

  private ReleaseMapping() {}

  static Deployment deployment(dev.notely.store.releases.Deployment deployment) {
    DeploymentPlan plan = deployment.plan();
    return Deployment.newBuilder()
        .setId(deployment.id())
        .setVersion(deployment.version())
        .setStrategy(Strategy.forNumber(plan.strategy().code()))
        .setFromRelease(plan.from())
        .setToRelease(plan.to())
        .addAllSteps(plan.steps())
        .setStep(deployment.step())
        .setSoakMs((int) plan.soakMs())
        .setMirror(plan.mirror())
        .setState(DeploymentState.forNumber(deployment.state().code()))
        .setReason(deployment.reason())
        .setBeganAtMs(deployment.beganAtMs())
        .setChangedAtMs(deployment.changedAtMs())
        .setAskedBy(deployment.askedBy())
        .setProxies(plan.proxies())
        .build();
  }

  static SplitByHand byHand(ReleaseState.ByHand by) {
    return SplitByHand.newBuilder().setAskedBy(by.askedBy()).setAtMs(by.atMs()).build();
  }

  static Release release(
      String name, int percent, int protocol, List<String> live, Measure total, Measure window) {
    return Release.newBuilder()
        .setName(name)
        .setProtocol(protocol)
        .setPercent(percent)
        .addAllProxies(live)
        .setRequests(total.requests())
        .setErrors(total.errors())
        .setP50Us(window.p50Us())
        .setP99Us(window.p99Us())
        .setCompared(total.compared())
        .setDifferent(total.different())
        .build();
  }

  static SupervisedProxy proxy(Supervisor.SupervisedProxy proxy) {
    return SupervisedProxy.newBuilder()
        .setName(proxy.name())
        .setRelease(proxy.release())
        .setRestarts(proxy.restarts())
        .setTrouble(proxy.trouble())
        .build();
  }

  static dev.notely.store.releases.Strategy strategy(Strategy strategy) {
    return switch (strategy) {
      case STRATEGY_UNSPECIFIED, ROLLING -> dev.notely.store.releases.Strategy.ROLLING;
      case BLUE_GREEN -> dev.notely.store.releases.Strategy.BLUE_GREEN;
      case CANARY -> dev.notely.store.releases.Strategy.CANARY;
      case UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "strategy is not known; it is ROLLING, BLUE_GREEN or CANARY");
    };
  }

  static TrafficReport report(ReleaseReport report) {
    RequestFields.atMost("counts", report.getCountsCount(), MOST_RELEASES);
    RequestFields.atMost("differences", report.getDifferencesCount(), MOST_DIFFERENCES);
    return new TrafficReport(
        RequestFields.text("gateway", report.getGateway()),
        report.getCountsList().stream()
            .collect(
                Collectors.toMap(
                    counts -> RequestFields.release("counts.release", counts.getRelease()),
                    ReleaseMapping::counts,
                    (_, later) -> later)),
        report.getDifferencesList().stream().map(ReleaseMapping::difference).toList());
  }

  private static TrafficReport.Counts counts(ReleaseCounts counts) {
    RequestFields.atMost("counts.latencies", counts.getLatenciesCount(), MOST_BUCKETS);
    Map<Long, Long> latencies =
        counts.getLatenciesList().stream()
            .collect(
                Collectors.toMap(
                    ReleaseLatency::getMicros, ReleaseLatency::getRequests, Long::sum));
    return new TrafficReport.Counts(
        counts.getRequests(),
        counts.getErrors(),
        latencies,
        counts.getCompared(),
        counts.getDifferent());
  }

  private static dev.notely.store.releases.Difference difference(Difference found) {
    return new dev.notely.store.releases.Difference(
        found.getTimeMs(),
        cut(found.getOperation()),
        RequestFields.id("differences.account", found.getAccount()),
        found.getNote(),
        cut(found.getFromRelease()),
        cut(found.getToRelease()),
        cut(found.getExpected()),
        cut(found.getActual()),
        cut(found.getTraceId()));
  }

  static Difference difference(dev.notely.store.releases.Difference found) {
    return Difference.newBuilder()
        .setTimeMs(found.timeMs())
        .setOperation(found.operation())
        .setAccount(found.account())
        .setNote(found.note())
        .setFromRelease(found.from())
        .setToRelease(found.to())
        .setExpected(found.expected())
        .setActual(found.actual())
        .setTraceId(found.traceId())
        .build();
  }

  private static String cut(String text) {
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT);
  }
}
