package dev.notely.store.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.proto.catalog.v1.Heartbeat;
import dev.notely.proto.catalog.v1.HeartbeatReply;
import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.StoreMember;
import dev.notely.proto.catalog.v1.SupervisorMember;
import dev.notely.proto.catalog.v1.WatchMembers;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MembersTest {
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

  private Recorder<Members> watch() {
    Recorder<Members> members = new Recorder<>();
    catalog.members().watch(WatchMembers.getDefaultInstance(), members);
    members.awaitItems(1);
    return members;
  }

  private Recorder<HeartbeatReply> join(Heartbeat heartbeat) {
    Recorder<HeartbeatReply> replies = new Recorder<>();
    catalog.members().join(replies).onNext(heartbeat);
    return replies;
  }

  private static List<String> live(Recorder<Members> members) {
    return members.items().getLast().getStoresList().stream()
        .filter(StoreMember::getLive)
        .map(StoreMember::getName)
        .toList();
  }

  private static void awaitLive(Recorder<Members> members, String... names) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(live(members)).containsExactly(names));
  }

  @Test
  void aStoreIsLiveWhileItsStreamIsOpen() {
    Recorder<Members> members = watch();
    assertThat(members.items().getFirst()).isEqualTo(Members.getDefaultInstance());
    StreamObserver<Heartbeat> stream = catalog.announce("legacy");
    awaitLive(members, "legacy");
    stream.onCompleted();
    awaitLive(members);
    assertThat(members.items().getLast().getStoresList())
        .as("remembered, with what it said")
        .containsExactly(CatalogUnderTest.store("legacy").getStore());
  }

  @Test
  void aStreamThatBreaksIsSeenAtOnce() {
    Recorder<Members> members = watch();
    StreamObserver<Heartbeat> stream = catalog.announce("legacy");
    awaitLive(members, "legacy");
    stream.onError(Status.CANCELLED.asException());
    awaitLive(members);
  }

  @Test
  void aMemberThatCameBackOutlivesItsOlderStream() {
    Recorder<Members> members = watch();
    StreamObserver<Heartbeat> older = catalog.announce("legacy");
    catalog.announce("legacy");
    older.onCompleted();
    catalog.announce("new"); // something to wait for
    awaitLive(members, "legacy", "new");
    assertThat(members.items())
        .as("it was never gone")
        .filteredOn(state -> state.getStoresCount() > 0)
        .allMatch(state -> state.getStores(0).getLive());
  }

  @Test
  void aProxyIsForgottenWhenItGoes() {
    Recorder<Members> members = watch();
    Recorder<HeartbeatReply> replies = new Recorder<>();
    StreamObserver<Heartbeat> stream = catalog.members().join(replies);
    stream.onNext(CatalogUnderTest.proxy("p1"));
    replies.awaitItems(1);
    members.awaitItems(2);
    assertThat(members.items().get(1).getProxiesList())
        .containsExactly(CatalogUnderTest.proxy("p1").getProxy());
    stream.onCompleted();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> members.items().getLast().getProxiesCount() == 0);
  }

  @Test
  void aSilentMemberIsGone() {
    catalog.close();
    catalog = new CatalogUnderTest(folder, Duration.ofMillis(300));
    Recorder<Members> members = watch();
    Recorder<HeartbeatReply> replies = join(CatalogUnderTest.store("legacy"));
    assertThat(replies.awaitEnd().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    awaitLive(members);
    assertThat(members.items().getLast().getStoresCount()).isEqualTo(1);
  }

  @Test
  void everyHeartbeatIsAnswered() {
    Recorder<HeartbeatReply> replies = new Recorder<>();
    StreamObserver<Heartbeat> stream = catalog.members().join(replies);
    for (int i = 0; i < 3; i++) {
      stream.onNext(CatalogUnderTest.store("legacy"));
    }
    replies.awaitItems(3);
    assertThat(replies.items()).hasSize(3);
  }

  @Test
  void whoSaysNotWhoItIsIsRefused() {
    assertRefused(Heartbeat.getDefaultInstance(), "member");
    assertRefused(
        Heartbeat.newBuilder().setStore(StoreMember.getDefaultInstance()).build(), "store.name");
    assertRefused(
        Heartbeat.newBuilder().setStore(StoreMember.newBuilder().setName("s")).build(),
        "store.address");
    assertRefused(CatalogUnderTest.proxy(""), "proxy.name");
    Heartbeat unnamed = CatalogUnderTest.proxy("p");
    assertRefused(
        unnamed.toBuilder().setProxy(unnamed.getProxy().toBuilder().clearRelease()).build(),
        "proxy.release");
    assertRefused(
        Heartbeat.newBuilder().setSupervisor(SupervisorMember.getDefaultInstance()).build(),
        "supervisor.name");
  }

  @Test
  void aProxyOfAnOlderProtocolIsTurnedAway() {
    Recorder<Members> members = watch();
    Heartbeat present = CatalogUnderTest.proxy("p1");
    Heartbeat older =
        present.toBuilder().setProxy(present.getProxy().toBuilder().setProtocol(1)).build();
    Status end = join(older).awaitEnd();
    assertThat(end.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(end.getDescription())
        .isEqualTo("proxy.protocol of p1 is 1; it is 2 or higher: release 'r1' is too old");
    catalog.announce("legacy"); // something to wait for
    awaitLive(members, "legacy");
    assertThat(members.items()).allMatch(state -> state.getProxiesCount() == 0);
  }

  private void assertRefused(Heartbeat heartbeat, String field) {
    Status end = join(heartbeat).awaitEnd();
    assertThat(end.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(end.getDescription()).contains(field);
  }
}
