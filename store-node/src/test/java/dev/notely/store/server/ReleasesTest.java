package dev.notely.store.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.notely.proto.catalog.v1.Heartbeat;
import dev.notely.proto.catalog.v1.HeartbeatReply;
import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.ReleaseShare;
import dev.notely.proto.catalog.v1.SupervisorMember;
import dev.notely.proto.catalog.v1.WantedProxies;
import dev.notely.proto.catalog.v1.WatchMembers;
import dev.notely.proto.releases.v1.DeployRequest;
import dev.notely.proto.releases.v1.DeploymentState;
import dev.notely.proto.releases.v1.Difference;
import dev.notely.proto.releases.v1.GetReleases;
import dev.notely.proto.releases.v1.ListDifferences;
import dev.notely.proto.releases.v1.Release;
import dev.notely.proto.releases.v1.ReleaseCounts;
import dev.notely.proto.releases.v1.ReleaseLatency;
import dev.notely.proto.releases.v1.ReleaseReport;
import dev.notely.proto.releases.v1.Releases;
import dev.notely.proto.releases.v1.RollBackRequest;
import dev.notely.proto.releases.v1.Split;
import dev.notely.proto.releases.v1.Strategy;
import dev.notely.proto.releases.v1.SupervisedProxy;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases over the wire, as gateways, supervisors and operators see them. */
final class ReleasesTest {
  private static final Duration FOREVER = Duration.ofMinutes(10);

  @TempDir Path folder;
  private CatalogUnderTest catalog;

  @BeforeEach
  void start() {
    catalog = new CatalogUnderTest(folder, FOREVER);
  }

  @AfterEach
  void stop() {
    catalog.close();
  }

  private StreamObserver<Heartbeat> join(Heartbeat heartbeat) {
    Recorder<HeartbeatReply> replies = new Recorder<>();
    StreamObserver<Heartbeat> stream = catalog.members().join(replies);
    stream.onNext(heartbeat);
    replies.awaitItems(1);
    return stream;
  }

  private StreamObserver<Heartbeat> proxy(String name, String release) {
    Heartbeat heartbeat = CatalogUnderTest.proxy(name);
    return join(
        heartbeat.toBuilder()
            .setProxy(heartbeat.getProxy().toBuilder().setRelease(release))
            .build());
  }

  private void supervisor(SupervisedProxy... proxies) {
    join(
        Heartbeat.newBuilder()
            .setSupervisor(
                SupervisorMember.newBuilder()
                    .setName("s")
                    .setNextRelease("v2")
                    .addReleases("v1")
                    .addReleases("v2")
                    .addAllProxies(List.of(proxies)))
            .build());
  }

  private Recorder<Members> watch() {
    Recorder<Members> members = new Recorder<>();
    catalog.members().watch(WatchMembers.getDefaultInstance(), members);
    return members;
  }

  private static void awaitSplit(Recorder<Members> members, ReleaseShare... shares) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          members.awaitItems(1);
          assertThat(members.items().getLast().getSplitList()).containsExactly(shares);
        });
  }

  private static ReleaseShare share(String release, int percent) {
    return ReleaseShare.newBuilder().setRelease(release).setPercent(percent).build();
  }

  private Releases get() {
    return catalog.releases().get(GetReleases.getDefaultInstance());
  }

  private static void assertStatus(ThrowingCallable call, Status.Code code, String text) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getDescription()).contains(text);
              assertThat(e.getStatus().getCode()).isEqualTo(code);
            });
  }

  /** The other is being started again, the third never will be. */
  @Test
  void aDeploymentIsOfAsManyProxiesAsSupervisorsKeep() {
    Recorder<Members> members = watch();
    proxy("p1", "v1");
    awaitSplit(members, share("v1", 100));
    supervisor(supervised("p1", ""), supervised("p2", ""), supervised("p3", "gone"));
    Releases begun =
        catalog
            .releases()
            .deploy(
                DeployRequest.newBuilder().setStrategy(Strategy.CANARY).setAskedBy("ann").build());
    assertThat(begun.getDeployment().getProxies()).isEqualTo(2);
  }

  private static SupervisedProxy supervised(String name, String trouble) {
    return SupervisedProxy.newBuilder().setName(name).setRelease("v1").setTrouble(trouble).build();
  }

  @Test
  void gatewaysHearOfTheSplitAndSupervisorsOfWhatIsWanted() {
    Recorder<Members> members = watch();
    proxy("p1", "v1");
    awaitSplit(members, share("v1", 100));
    supervisor();
    Releases begun =
        catalog
            .releases()
            .deploy(
                DeployRequest.newBuilder()
                    .setStrategy(Strategy.CANARY)
                    .setAskedBy("ann")
                    .setReason("because")
                    .build());
    assertThat(begun.getDeployment().getState()).isEqualTo(DeploymentState.STARTING);
    assertThat(begun.getDeployment().getAskedBy()).isEqualTo("ann: because");
    assertThat(begun.getDeployment().getStepsList()).containsExactly(1, 10, 50, 100);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() ->
            assertThat(members.items().getLast().getWantedList())
                .containsExactlyInAnyOrder(
                    WantedProxies.newBuilder().setRelease("v1").setProxies(1).build(),
                    WantedProxies.newBuilder().setRelease("v2").setProxies(1).build()));
    catalog.clock.advance(Duration.ofSeconds(5));
    proxy("p2", "v2");
    awaitSplit(members, share("v2", 1), share("v1", 99));
    assertThat(members.items().getLast().getDeployment().getState())
        .isEqualTo(DeploymentState.SHIFTING);
  }

  @Test
  void aRestartGoesOnWhereItStood() {
    proxy("p1", "v1");
    proxy("p2", "v2");
    awaitSplit(watch(), share("v1", 100));
    await().until(() -> get().getReleasesCount() == 2);
    catalog
        .releases()
        .setSplit(
            Split.newBuilder()
                .putPercent("v1", 90)
                .putPercent("v2", 10)
                .setAskedBy("ann")
                .setReason("to try it")
                .build());
    catalog.close();
    catalog = new CatalogUnderTest(folder, FOREVER);
    awaitSplit(watch(), share("v2", 10), share("v1", 90));
    assertThat(get().getSplitByHand().getAskedBy()).isEqualTo("ann: to try it");
  }

  @Test
  void oneDeploymentAtATime() {
    proxy("p1", "v1");
    proxy("p2", "v2");
    await().until(() -> get().getReleasesCount() == 2);
    catalog.releases().deploy(DeployRequest.getDefaultInstance());
    assertStatus(
        () -> catalog.releases().deploy(DeployRequest.getDefaultInstance()),
        Status.Code.FAILED_PRECONDITION,
        "a deployment from v1 to v2 runs already (STARTING)");
    assertStatus(
        () -> catalog.releases().setSplit(Split.newBuilder().putPercent("v1", 100).build()),
        Status.Code.FAILED_PRECONDITION,
        "roll it back first");
    Releases back = catalog.releases().rollBack(RollBackRequest.getDefaultInstance());
    assertThat(back.getDeployment().getState()).isEqualTo(DeploymentState.GOING_BACK);
    assertThat(back.getDeployment().getReason()).isEqualTo("rolled back by an operator");
  }

  @Test
  void whatIsWrongIsNamed() {
    proxy("p1", "v1");
    await().until(() -> get().getReleasesCount() == 1);
    assertStatus(
        () -> catalog.releases().deploy(DeployRequest.newBuilder().addSteps(5).build()),
        Status.Code.INVALID_ARGUMENT,
        "steps are [5]");
    assertStatus(
        () -> catalog.releases().deploy(DeployRequest.newBuilder().setRelease("a b").build()),
        Status.Code.INVALID_ARGUMENT,
        "release is 'a b'");
    assertStatus(
        () -> catalog.releases().deploy(DeployRequest.newBuilder().setStrategyValue(9).build()),
        Status.Code.INVALID_ARGUMENT,
        "strategy is not known");
    assertStatus(
        () -> catalog.releases().setSplit(Split.newBuilder().putPercent("v1", 99).build()),
        Status.Code.INVALID_ARGUMENT,
        "percent is 99");
    assertStatus(
        () -> catalog.releases().deploy(DeployRequest.getDefaultInstance()),
        Status.Code.FAILED_PRECONDITION,
        "start proxies with --release NAME first");
    assertStatus(
        () -> catalog.releases().report(ReleaseReport.getDefaultInstance()),
        Status.Code.INVALID_ARGUMENT,
        "gateway is blank");
  }

  @Test
  void whatGatewaysCountIsShown() {
    proxy("p1", "v1");
    await().until(() -> get().getReleasesCount() == 1);
    ReleaseCounts counts =
        ReleaseCounts.newBuilder()
            .setRelease("v1")
            .setRequests(7)
            .setErrors(1)
            .setCompared(3)
            .setDifferent(2)
            .addLatencies(ReleaseLatency.newBuilder().setMicros(100).setRequests(7))
            .build();
    Difference difference =
        Difference.newBuilder()
            .setOperation("get")
            .setAccount(CatalogUnderTest.id(1))
            .setTraceId("t")
            .setExpected("x".repeat(600))
            .build();
    catalog
        .releases()
        .report(
            ReleaseReport.newBuilder()
                .setGateway("g")
                .addCounts(counts)
                .addDifferences(difference)
                .build());
    assertThat(get().getReleases(0))
        .isEqualTo(
            Release.newBuilder()
                .setName("v1")
                .setProtocol(2)
                .setPercent(100)
                .addProxies("p1")
                .setRequests(7)
                .setErrors(1)
                .setCompared(3)
                .setDifferent(2)
                .build());
    assertThat(
            catalog
                .releases()
                .differences(ListDifferences.getDefaultInstance())
                .getDifferencesList())
        .containsExactly(difference.toBuilder().setExpected("x".repeat(500)).build());
  }

  @Test
  void supervisorsAndReleasesThatAreTooOldAreShown() {
    supervisor(
        SupervisedProxy.newBuilder()
            .setName("p1")
            .setRelease("v2")
            .setRestarts(5)
            .setTrouble("ended again")
            .build());
    Heartbeat heartbeat = CatalogUnderTest.proxy("old");
    Recorder<HeartbeatReply> replies = new Recorder<>();
    catalog
        .members()
        .join(replies)
        .onNext(
            heartbeat.toBuilder()
                .setProxy(heartbeat.getProxy().toBuilder().setRelease("v0").setProtocol(1))
                .build());
    replies.awaitEnd();
    Releases shown = get();
    assertThat(shown.getSupervised()).isTrue();
    assertThat(shown.getSupervisedProxies(0).getTrouble()).isEqualTo("ended again");
    assertThat(shown.getReleasesList())
        .containsExactly(Release.newBuilder().setName("v0").setProtocol(1).build());
  }
}
