package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.notely.proto.catalog.v1.AccountId;
import dev.notely.proto.catalog.v1.Placement;
import dev.notely.proto.catalog.v1.PlacementServiceGrpc;
import dev.notely.proto.notes.v1.CreateNote;
import dev.notely.proto.notes.v1.GetNote;
import dev.notely.proto.notes.v1.ListNotes;
import dev.notely.proto.notes.v1.NoteServiceGrpc;
import dev.notely.proto.notes.v1.WriteKey;
import dev.notely.proto.store.v1.Proof;
import dev.notely.proto.store.v1.ReadRequest;
import dev.notely.proto.store.v1.Role;
import dev.notely.proto.store.v1.StoreNoteServiceGrpc;
import dev.notely.proto.store.v1.WriteRequest;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import dev.notely.supervisor.ManagedProcess;
import dev.notely.supervisor.ProcessSpec;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A release of the proxy that was forgotten somewhere runs through a whole migration: it sends no
 * epoch and says no protocol. It must not be able to do anything.
 */
class OldReleaseIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int NO_PROTOCOL = 0;
  private static final int ACCOUNTS = 8;

  private final Transport present = new Transport(OpenTelemetry.noop());
  private final Transport old = new Transport(OpenTelemetry.noop(), NO_PROTOCOL);
  private final Map<String, ManagedChannel> stores = new HashMap<>();
  private final Map<Status.Code, Integer> ends = new EnumMap<>(Status.Code.class);
  private RunningSystem system;
  private Operator operator;
  private ManagedProcess users;
  private ManagedChannel oldProxy;
  private ManagedChannel catalog;

  @BeforeEach
  void start() throws IOException {
    system = new RunningSystem(2, List.of());
    operator = new Operator(system.gateway());
    ManagedProcess process =
        system
            .cluster()
            .launch(
                new ProcessSpec(
                    "old",
                    "data-proxy",
                    96,
                    List.of(
                        "--name", "old",
                        "--release", "v0",
                        "--protocol", Integer.toString(NO_PROTOCOL),
                        "--listen", "127.0.0.1:0",
                        "--catalog", system.cluster().catalog())));
    catalog = present.channel(HostPort.parse(system.cluster().catalog()));
    oldProxy = present.channel(HostPort.parse(process.awaitReady()));
    for (JsonNode store : system.gateway().get("/stores")) {
      stores.put(
          store.path("name").asString(),
          old.channel(HostPort.parse(store.path("address").asString())));
    }
    users = system.startUsers(ACCOUNTS, 150);
  }

  @AfterEach
  void stop() {
    stores.values().forEach(ManagedChannel::shutdownNow);
    catalog.shutdownNow();
    oldProxy.shutdownNow();
    system.close();
    present.close();
    old.close();
  }

  private static ByteString bytes(UUID id) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .flip());
  }

  private Placement placement(ByteString account) {
    return PlacementServiceGrpc.newBlockingStub(catalog)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .find(AccountId.newBuilder().setId(account).build());
  }

  private static CreateNote create(ByteString account) {
    return CreateNote.newBuilder()
        .setAccount(account)
        .setKey(
            WriteKey.newBuilder()
                .setKey(bytes(UUID.randomUUID()))
                .setExpiresMs(System.currentTimeMillis() + 60_000))
        .setNote(bytes(UUID.randomUUID()))
        .setContent(ByteString.copyFromUtf8("from yesterday"))
        .build();
  }

  private void refused(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      ends.merge(e.getStatus().getCode(), 1, Integer::sum);
      return;
    }
    ends.merge(Status.Code.OK, 1, Integer::sum);
  }

  /** Everything that an old release might try for an account, by itself and as a process. */
  private void tryEverything(UUID id) {
    ByteString account = bytes(id);
    ListNotes list = ListNotes.newBuilder().setAccount(account).setLimit(10).build();
    NoteServiceGrpc.NoteServiceBlockingStub proxy =
        NoteServiceGrpc.newBlockingStub(oldProxy).withDeadlineAfter(10, TimeUnit.SECONDS);
    refused(() -> proxy.create(create(account)));
    refused(() -> proxy.list(list));
    refused(() -> proxy.get(GetNote.newBuilder().setAccount(account).setNote(account).build()));
    Placement home = placement(account);
    Proof proof =
        Proof.newBuilder()
            .setAccount(account)
            .setHome(home.getHome())
            .setEpoch(home.getEpoch())
            .setRole(Role.HOME)
            .build();
    for (String name : List.of("legacy", "new")) {
      StoreNoteServiceGrpc.StoreNoteServiceBlockingStub store =
          StoreNoteServiceGrpc.newBlockingStub(stores.get(name))
              .withDeadlineAfter(10, TimeUnit.SECONDS);
      refused(() -> store.write(WriteRequest.newBuilder().setCreate(create(account)).build()));
      refused(() ->
          store.write(
              WriteRequest.newBuilder().setProof(proof).setCreate(create(account)).build()));
      refused(() -> store.read(ReadRequest.newBuilder().setProof(proof).setList(list).build()));
    }
  }

  private void untilState(long id, String state) {
    List<UUID> accounts = system.accounts().stream().map(UUID::fromString).toList();
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          accounts.forEach(this::tryEverything);
          return operator.state(id).equals(state);
        });
  }

  @Test
  void itIsRefusedEverythingAndUsersSeeNothingOfIt() throws IOException {
    long id =
        operator.create(
            Map.of(
                "name", "all",
                "from", List.of("legacy"),
                "to", Map.of("stores", List.of("new")),
                "gate", Map.of("soak", "1s", "maxErrorRate", 1, "maxLatencyRatio", 1_000)));
    operator.done(id, "start");
    untilState(id, "SOAKING");
    operator.done(id, "finish");
    untilState(id, "COMPLETED");

    assertThat(ends.keySet())
        .as("stores refuse; the process cannot even learn where an account lives")
        .containsOnly(Status.Code.FAILED_PRECONDITION, Status.Code.UNAVAILABLE);
    assertThat(ends.get(Status.Code.FAILED_PRECONDITION)).isGreaterThan(6 * ACCOUNTS);
    JsonNode releases = system.gateway().get("/releases");
    assertThat(releases.path("releases").valueStream().toList())
        .filteredOn(release -> release.path("name").asString().equals("v0"))
        .allSatisfy(release -> assertThat(release.path("proxies").size()).isZero())
        .hasSize(1);
    assertThat(operator.send("POST", "/deploy", Map.of("release", "v0")).body().toString())
        .contains("speak protocol 0, which is too old");
    assertThat(system.assertNothingWrong(users).path("errorsByKind").toString()).isEqualTo("{}");
    assertThat(Files.readString(system.folder().resolve("logs/legacy.log"), StandardCharsets.UTF_8))
        .contains("a caller that does not speak the present protocol is refused");
    assertThat(Files.readString(system.folder().resolve("logs/old.log"), StandardCharsets.UTF_8))
        .contains("the catalog turns us away");
  }
}
