package dev.notely.store.server;

import dev.notely.proto.releases.v1.DeployRequest;
import dev.notely.proto.releases.v1.DifferenceList;
import dev.notely.proto.releases.v1.GetReleases;
import dev.notely.proto.releases.v1.ListDifferences;
import dev.notely.proto.releases.v1.ReleaseReport;
import dev.notely.proto.releases.v1.ReleaseReportReply;
import dev.notely.proto.releases.v1.ReleaseServiceGrpc;
import dev.notely.proto.releases.v1.Releases;
import dev.notely.proto.releases.v1.RollBackRequest;
import dev.notely.proto.releases.v1.Split;
import dev.notely.store.catalog.MemberDirectory;
import dev.notely.store.catalog.MemberPresence;
import dev.notely.store.catalog.RefusedReleases;
import dev.notely.store.catalog.Supervisor;
import dev.notely.store.releases.DeploymentRequest;
import dev.notely.store.releases.Measure;
import dev.notely.store.releases.Presence;
import dev.notely.store.releases.ReleaseControl;
import dev.notely.store.releases.ReleaseState;
import dev.notely.store.releases.TrafficLedger;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Releases: what is, what operators want, and what gateways count. */
final class ReleaseGrpcService extends ReleaseServiceGrpc.ReleaseServiceImplBase {
  private static final int MOST_REASON = 1_000;

  private final ReleaseControl control;
  private final MemberDirectory directory;
  private final RefusedReleases refused;
  private final TrafficLedger traffic;

  ReleaseGrpcService(
      ReleaseControl control,
      MemberDirectory directory,
      RefusedReleases refused,
      TrafficLedger traffic) {
    this.control = control;
    this.directory = directory;
    this.refused = refused;
    this.traffic = traffic;
  }

  @Override
  public void get(GetReleases request, StreamObserver<Releases> observer) {
    Answers.send(
        observer, () -> CompletableFuture.completedFuture(control.state()), this::releases);
  }

  @Override
  public void deploy(DeployRequest request, StreamObserver<Releases> observer) {
    Answers.send(observer, () -> control.deploy(deployment(request)), this::releases);
  }

  private static DeploymentRequest deployment(DeployRequest request) {
    reason(request.getReason());
    return new DeploymentRequest(
        ReleaseMapping.strategy(request.getStrategy()),
        request.getStepsList(),
        Integer.toUnsignedLong(request.getSoakMs()),
        request.getMirror(),
        request.getRelease().isEmpty()
            ? ""
            : RequestFields.release("release", request.getRelease()),
        asked(request.getAskedBy(), request.getReason()));
  }

  @Override
  public void setSplit(Split request, StreamObserver<Releases> observer) {
    Answers.send(
        observer,
        () -> {
          Map<String, Integer> percent = new HashMap<>(request.getPercentMap());
          return control.split(percent, asked(request.getAskedBy(), reason(request.getReason())));
        },
        this::releases);
  }

  @Override
  public void rollBack(RollBackRequest request, StreamObserver<Releases> observer) {
    Answers.send(
        observer,
        () ->
            control.rollBack(
                "rolled back by " + asked(request.getAskedBy(), reason(request.getReason()))),
        this::releases);
  }

  private static String reason(String reason) {
    if (reason.length() > MOST_REASON) {
      throw new IllegalArgumentException(
          "reason has " + reason.length() + " characters; it has at most " + MOST_REASON);
    }
    return reason;
  }

  private static String asked(String by, String reason) {
    String who = by.isEmpty() ? "an operator" : by;
    return reason.isEmpty() ? who : who + ": " + reason;
  }

  @Override
  public void report(ReleaseReport request, StreamObserver<ReleaseReportReply> observer) {
    Answers.send(
        observer,
        () -> {
          traffic.report(ReleaseMapping.report(request));
          return CompletableFuture.completedFuture(true);
        },
        _ -> ReleaseReportReply.getDefaultInstance());
  }

  @Override
  public void differences(ListDifferences request, StreamObserver<DifferenceList> observer) {
    Answers.send(
        observer,
        () -> CompletableFuture.completedFuture(traffic.differences()),
        found ->
            DifferenceList.newBuilder()
                .addAllDifferences(found.stream().map(ReleaseMapping::difference).toList())
                .build());
  }

  private Releases releases(ReleaseState state) {
    Presence presence = MemberPresence.of(directory, refused);
    Map<String, Integer> protocols = new HashMap<>(presence.tooOld());
    directory.proxies().forEach(proxy -> protocols.put(proxy.release(), proxy.protocol()));
    Releases.Builder releases = Releases.newBuilder().setSupervised(presence.supervised());
    for (ReleaseState.Known known : state.releases()) {
      String name = known.name();
      releases.addReleases(
          ReleaseMapping.release(
              name,
              known.percent(),
              protocols.getOrDefault(name, 0),
              presence.live().getOrDefault(name, List.of()),
              traffic.total(name),
              traffic.inWindow(name)));
    }
    presence
        .tooOld()
        .forEach((name, protocol) -> {
          if (!state.knows(name)) { // it was never let in, but somebody wonders where it is
            releases.addReleases(
                ReleaseMapping.release(name, 0, protocol, List.of(), Measure.NONE, Measure.NONE));
          }
        });
    state.deployment().map(ReleaseMapping::deployment).ifPresent(releases::setDeployment);
    state.byHand().map(ReleaseMapping::byHand).ifPresent(releases::setSplitByHand);
    for (Supervisor supervisor : directory.supervisors()) {
      supervisor.proxies().stream()
          .map(ReleaseMapping::proxy)
          .forEach(releases::addSupervisedProxies);
    }
    return releases.build();
  }
}
