package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.UpdateNote;
import dev.notely.proto.notes.v1.WriteKey;
import dev.notely.proto.store.v1.Proof;
import dev.notely.proto.store.v1.Refusal;
import dev.notely.proto.store.v1.Role;
import dev.notely.proto.store.v1.StoreNoteServiceGrpc;
import dev.notely.proto.store.v1.WriteReply;
import dev.notely.proto.store.v1.WriteRequest;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.ManagedProcess;
import dev.notely.supervisor.ProcessSpec;
import io.grpc.ManagedChannel;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * The nine faults of the hands-on app that Notely grew from, each as a test that the app would
 * fail.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandsOnFaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private RunningSystem system;

  @BeforeAll
  void start() throws IOException {
    system = new RunningSystem(2, List.of("--sync-points"));
  }

  @AfterAll
  void stop() {
    system.close();
  }

  private Answer send(String method, String path, Map<String, ?> body) {
    return system.gateway().send(method, path, body).orElseThrow();
  }

  private String account() {
    Answer created = send("POST", "/accounts", Map.of("name", "Ada"));
    assertThat(created.status()).isEqualTo(201);
    return created.body().path("id").asString();
  }

  private String note(String account, String content) {
    Answer created = send("POST", "/accounts/" + account + "/notes", Map.of("content", content));
    assertThat(created.status()).isEqualTo(201);
    return created.body().path("id").asString();
  }

  private List<String> notes(String account, int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(note(account, "note " + i));
    }
    return ids;
  }

  private static String path(String account, String note) {
    return "/accounts/" + account + "/notes/" + note;
  }

  private List<String> listed(String account) {
    Answer answer = send("GET", "/accounts/" + account + "/notes", Map.of());
    assertThat(answer.status()).isEqualTo(200);
    List<String> ids = new ArrayList<>();
    answer.body().forEach(id -> ids.add(id.asString()));
    return ids;
  }

  /** Does something again and again while the account goes to the new store and back. */
  private void whileItMoves(String account, Callable<?> work) throws Exception {
    AtomicBoolean arrived = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> rounds =
          threads.submit(() -> {
            int done = 0;
            while (!arrived.get()) {
              work.call();
              done++;
            }
            return done;
          });
      try {
        for (String shard : List.of("new", "legacy", "new")) {
          system.move(account, shard);
          system.awaitArrival(account, shard);
        }
      } finally {
        arrived.set(true);
      }
      assertThat(rounds.get(30, TimeUnit.SECONDS)).isGreaterThan(2);
    }
  }

  @Test
  @DisplayName("1: a note that moves between two looks is never missing")
  void neverMissing() throws Exception {
    String account = account();
    List<String> ids = notes(account, 20);
    whileItMoves(
        account,
        () -> {
          for (String id : ids) {
            assertThat(send("GET", path(account, id), Map.of()).status()).isEqualTo(200);
          }
          return true;
        });
  }

  @Test
  @DisplayName("2: two requests that both start the move, and updates meanwhile, all succeed")
  void twoMovers() throws Exception {
    String account = account();
    List<String> ids = notes(account, 10);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        String id = ids.get(i);
        answers.add(
            threads.submit(() ->
                send("PUT", "/accounts/" + account, Map.of("isMigrating", true, "shard", "new"))
                    .status()));
        answers.add(
            threads.submit(() -> send("PUT", path(account, id), Map.of("content", "x")).status()));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(200);
      }
    }
    system.awaitArrival(account, "new");
    assertThat(listed(account)).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  @DisplayName("3: a delete that races the move stays deleted")
  void deletedStaysDeleted() throws Exception {
    String account = account();
    List<String> ids = notes(account, 60);
    var atScan = system.sync().arm("scan.before " + account);
    system.move(account, "new");
    SyncControl.Reached reached = atScan.join();
    List<String> deleted = ids.subList(0, 30);
    for (String id : deleted.subList(0, 15)) {
      assertThat(send("DELETE", path(account, id), Map.of()).status()).isEqualTo(204);
    }
    var atLook = system.sync().arm("look.before " + account);
    system.sync().go(reached);
    SyncControl.Reached copied = atLook.join();
    for (String id : deleted.subList(15, 30)) { // these are at the target already
      assertThat(send("DELETE", path(account, id), Map.of()).status()).isEqualTo(204);
    }
    system.sync().go(copied);
    system.awaitArrival(account, "new");
    for (String id : deleted) {
      assertThat(send("GET", path(account, id), Map.of()).status()).isEqualTo(404);
    }
    assertThat(listed(account)).containsExactlyInAnyOrderElementsOf(ids.subList(30, 60));
  }

  @Test
  @DisplayName("4: switching the flag off hides nothing, wherever the move was")
  void flagOffHidesNothing() throws Exception {
    for (String point : List.of("begin-import.after", "look.after", "seal.after", "close.before")) {
      String account = account();
      List<String> ids = notes(account, 10);
      var moment = system.sync().arm(point + " " + account);
      system.move(account, "new");
      SyncControl.Reached reached = moment.join();
      Answer off = send("PUT", "/accounts/" + account, Map.of("isMigrating", false));
      system.sync().go(reached);
      assertThat(off.status()).as(point).isEqualTo(200);
      ids.add(note(account, "after the flag"));
      assertThat(listed(account)).as(point).containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Test
  @DisplayName("5: a third store is as good as any")
  void aThirdStore() {
    ManagedProcess third =
        system
            .cluster()
            .launch(
                new ProcessSpec(
                    "third",
                    "store-node",
                    64,
                    List.of(
                        "--name",
                        "third",
                        "--file",
                        system.folder().resolve("third.db").toString(),
                        "--catalog",
                        system.cluster().catalog())));
    third.awaitReady();
    String account = account();
    List<String> ids = notes(account, 5);
    for (String shard : List.of("new", "third", "legacy", "third")) {
      system.move(account, shard);
      system.awaitArrival(account, shard);
      assertThat(listed(account)).as(shard).containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Test
  @DisplayName("6: a proxy that still believes in the old home cannot write there")
  void staleProxy() throws Exception {
    String account = account();
    String id = note(account, "before");
    system.move(account, "new");
    system.awaitArrival(account, "new");
    try (Transport transport = new Transport(OpenTelemetry.noop())) {
      ManagedChannel channel = transport.channel(HostPort.parse(addressOf("legacy")));
      var legacy =
          StoreNoteServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
      for (long epoch : new long[] {1, 2}) {
        WriteReply reply = legacy.write(update(account, id, epoch));
        assertThat(reply.getRefusal()).isIn(Refusal.STALE_EPOCH, Refusal.NOT_HOME);
      }
      channel.shutdownNow();
    }
    assertThat(send("GET", path(account, id), Map.of()).body().path("content").asString())
        .isEqualTo("before");
  }

  private String addressOf(String store) {
    for (JsonNode entry : system.gateway().get("/stores")) {
      if (entry.path("name").asString().equals(store)) {
        return entry.path("address").asString();
      }
    }
    throw new AssertionError("no store " + store);
  }

  private static WriteRequest update(String account, String note, long epoch) {
    return WriteRequest.newBuilder()
        .setProof(
            Proof.newBuilder()
                .setAccount(bytes(account))
                .setHome("legacy")
                .setEpoch(epoch)
                .setRole(Role.HOME))
        .setUpdate(
            UpdateNote.newBuilder()
                .setAccount(bytes(account))
                .setNote(bytes(note))
                .setContent(ByteString.copyFromUtf8("from the past"))
                .setKey(
                    WriteKey.newBuilder()
                        .setKey(bytes(UUID.randomUUID().toString()))
                        .setExpiresMs(System.currentTimeMillis() + 60_000)))
        .build();
  }

  private static ByteString bytes(String id) {
    UUID uuid = UUID.fromString(id);
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).flip();
    return ByteString.copyFrom(bytes);
  }

  @Test
  @DisplayName(
      "7: of two updates in one millisecond the later one stays, and none is dropped with 200")
  void twoUpdatesAtOnce() {
    String account = account();
    String id = note(account, "0");
    Set<String> times = new HashSet<>();
    for (int i = 1; i <= 200; i++) {
      Answer updated = send("PUT", path(account, id), Map.of("content", Integer.toString(i)));
      assertThat(updated.status()).isEqualTo(200);
      assertThat(times.add(updated.body().path("updatedAt").asString())).isTrue();
      assertThat(send("GET", path(account, id), Map.of()).body().path("content").asString())
          .isEqualTo(Integer.toString(i));
    }
    String now = send("GET", path(account, id), Map.of()).body().path("updatedAt").asString();
    Answer same = send("PUT", path(account, id), Map.of("content", "same", "updatedAt", now));
    assertThat(same.status()).isEqualTo(409);
    assertThat(send("GET", path(account, id), Map.of()).body().path("content").asString())
        .isEqualTo("200");
  }

  @Test
  @DisplayName("8: each note counts once during a move, in lists and over all stores")
  void countsOnce() throws Exception {
    long before = notesOfAllStores();
    String account = account();
    List<String> ids = notes(account, 40);
    whileItMoves(
        account,
        () -> {
          assertThat(listed(account)).containsExactlyInAnyOrderElementsOf(ids);
          return true;
        });
    String other = account();
    notes(other, 7);
    var copied = system.sync().arm("look.before " + other);
    system.move(other, "new");
    SyncControl.Reached reached = copied.join();
    assertThat(notesOfAllStores()).isEqualTo(before + 47); // the copy at the target is complete
    system.sync().go(reached);
    system.awaitArrival(other, "new");
    // A look asks each store for itself: one may be asked before the cut-over, the other after it.
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(notesOfAllStores()).isEqualTo(before + 47));
  }

  /** Of a look at which all answered: of a store that is late nothing is known. */
  private long notesOfAllStores() {
    JsonNode all =
        await()
            .atMost(PATIENCE)
            .until(
                () -> system.gateway().get("/stores"),
                stores ->
                    stores
                        .valueStream()
                        .allMatch(store -> store.path("state").asString().equals("serving")));
    return all.valueStream().mapToLong(store -> store.path("notes").asLong()).sum();
  }

  @Test
  @DisplayName("9: a crash in the middle leaves no old copy that could be served")
  void crashInTheMiddle() throws Exception {
    for (String point : List.of("changes.after", "commit.after")) {
      String account = account();
      List<String> ids = notes(account, 10);
      var moment = system.sync().arm(point + " " + account);
      system.move(account, "new");
      SyncControl.Reached reached = moment.join();
      ManagedProcess proxy = system.cluster().process(reached.proxy());
      proxy.kill();
      for (String id : ids) {
        assertThat(send("PUT", path(account, id), Map.of("content", "newer")).status())
            .isEqualTo(200);
      }
      proxy.restart();
      proxy.awaitReady();
      system.awaitArrival(account, "new");
      for (String id : ids) {
        assertThat(send("GET", path(account, id), Map.of()).body().path("content").asString())
            .as(point)
            .isEqualTo("newer");
      }
    }
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(30))
        .untilAsserted(() -> {
          for (JsonNode store : system.gateway().get("/stores")) {
            assertThat(store.path("copies").asLong()).isZero();
          }
        });
  }
}
