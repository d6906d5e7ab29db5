package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.store.v1.WriteRequest;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.routing.AccountMirror;
import dev.notely.proxy.routing.AccountMirrors;
import dev.notely.proxy.routing.DualTally;
import dev.notely.proxy.routing.DualWrites;
import dev.notely.proxy.routing.ShadowComparator;
import dev.notely.proxy.routing.ShadowFigures;
import dev.notely.proxy.routing.ShadowReads;
import dev.notely.proxy.store.Aside;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.MigrationCatalog.Mismatch;
import dev.notely.proxy.store.MigrationCatalog.OpenMismatch;
import dev.notely.proxy.store.MovePolicies.MovePolicy;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.UnaskedStores;
import dev.notely.proxy.store.WireNoteCall;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import io.grpc.Server;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator is told first. */
final class MirrorFiguresTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final UUID ACCOUNT = new UUID(0, 1);
  private static final Placement MOVING =
      new Placement(ACCOUNT, 2, "legacy", "new", Phase.MOVING, 1, 7);

  private static AccountMirror account(
      int id, long mismatches, long waiting, long lagMillis, long failed) {
    return new AccountMirror(
        new UUID(0, id),
        "new",
        new DualTally(7, 0, failed, 0, waiting, failed, lagMillis),
        ShadowFigures.counts(3, 0, 0, mismatches, 0, 0));
  }

  private static OpenMismatch line(int id, String key) {
    return new OpenMismatch(new Mismatch(new UUID(0, id), key, "new", "is missing", ""), 1);
  }

  private static JsonNode document(List<AccountMirror> accounts, OpenMismatch... ledger) {
    return JSON.readTree(
        MirrorDocument.of(
            new MovePolicy(true, 0.2, true),
            new MirrorSurvey.Sums(
                Map.of("new", new DualTally(1, 2, 3, 4, 5, 6, 7)),
                Map.of("new", ShadowFigures.counts(1, 2, 3, 4, 5, 6)),
                accounts,
                2,
                List.of("h:1")),
            new MirrorDocument.Ledger(ledger.length, List.of(ledger))));
  }

  @Test
  void theWorstAccountsComeFirst() {
    JsonNode document =
        document(
            List.of(
                account(1, 0, 0, 0, 0),
                account(2, 0, 0, 0, 2),
                account(3, 0, 9, 20, 0),
                account(4, 0, 2, 30, 0),
                account(5, 1, 0, 0, 0)),
            line(5, "k"),
            line(5, "l"));
    assertThat(document.path("accounts").valueStream())
        .extracting(one -> UUID.fromString(one.path("account").asString()))
        .extracting(UUID::getLeastSignificantBits)
        .containsExactly(5L, 4L, 3L, 2L, 1L);
    JsonNode first = document.path("accounts").path(0);
    assertThat(first.path("divergence").asLong()).isEqualTo(2);
    assertThat(first.path("compared").asLong()).isEqualTo(4);
    assertThat(first.path("dualWrites").path("sent").asLong()).isEqualTo(7);
    assertThat(first.path("shadowReads").path("equal").asLong()).isEqualTo(3);
    assertThat(document.path("divergence").asLong()).as("of all accounts").isEqualTo(2);
    assertThat(document.path("compared").asLong()).as("neither behind nor ahead").isEqualTo(5);
    assertThat(document.path("shadowReads").path("share").asDouble()).isEqualTo(0.2);
  }

  @Test
  void whatIsRepairedDivergesNoMore() {
    JsonNode document = document(List.of(account(1, 3, 0, 0, 0)));
    assertThat(document.path("divergence").asLong()).isZero();
    JsonNode one = document.path("accounts").path(0);
    assertThat(one.path("divergence").asLong()).isZero();
    assertThat(one.path("shadowReads").path("mismatches").asLong()).isEqualTo(3);
  }

  /** Proxies that have just started know nothing; and verification tells the ledger only. */
  @Test
  void whatNoProxyRemembersDivergesAllTheSame() {
    JsonNode document = document(List.of(account(1, 0, 2, 30, 0)), line(2, "k"));
    assertThat(document.path("divergence").asLong()).isEqualTo(1);
    assertThat(document.path("accountsKnown").asLong()).isEqualTo(2);
    JsonNode first = document.path("accounts").path(0);
    assertThat(first.path("account").asString()).isEqualTo(new UUID(0, 2).toString());
    assertThat(first.path("store").asString()).isEqualTo("new");
    assertThat(first.path("divergence").asLong()).isEqualTo(1);
    assertThat(first.path("compared").asLong()).isZero();
    assertThat(first.path("dualWrites").path("sent").asLong()).isZero();
  }

  /** A write at a proxy whose store takes it, and the same write again, which waits. */
  private MirrorGrpcService proxyWithWrites() {
    AccountMirrors mirrors = new AccountMirrors(_ -> Optional.empty());
    List<Runnable> lane = new ArrayList<>();
    DualWrites writes =
        new DualWrites(
            _ -> many -> many.stream().map(_ -> Replies.TAKEN).toList(),
            _ -> 1,
            () -> 0,
            lane::add,
            InstantSource.fixed(Instant.EPOCH),
            mirrors);
    NoteReply reply = new NoteReply(Refusal.NONE, 1, false, "", new Committed());
    NoteCall call = new WireNoteCall.Write(ACCOUNT, WriteRequest.getDefaultInstance());
    writes.answered(MOVING, call, reply);
    lane.removeFirst().run();
    writes.answered(MOVING, call, reply);
    ShadowReads reads =
        new ShadowReads(
            new UnaskedStores(),
            _ -> MovePolicy.NONE,
            _ -> 1,
            lane::add,
            () -> 1,
            () -> "",
            _ -> {},
            new ShadowComparator(),
            mirrors);
    return new MirrorGrpcService(writes, reads, mirrors);
  }

  @Test
  void whatTwoProxiesKnowOfAnAccountIsAddedUp() throws IOException {
    List<HostPort> addresses = new ArrayList<>();
    try (Transport transport = new Transport(OpenTelemetry.noop());
        EveryProxy proxies = new EveryProxy(() -> addresses, transport::channel)) {
      List<Server> servers = new ArrayList<>();
      for (int proxy = 0; proxy < 2; proxy++) {
        Server server =
            transport.startServer(new HostPort("127.0.0.1", 0), List.of(proxyWithWrites()));
        servers.add(server);
        addresses.add(new HostPort("127.0.0.1", server.getPort()));
      }
      MirrorSurvey survey = new MirrorSurvey(proxies);
      MirrorSurvey.Sums all = survey.of(7, Optional.empty());
      assertThat(all.silent()).isEmpty();
      AccountMirror sum = all.accounts().getFirst();
      assertThat(all.accounts()).hasSize(1);
      assertThat(sum.account()).isEqualTo(ACCOUNT);
      assertThat(sum.dualWrites().sent()).isEqualTo(2);
      assertThat(sum.dualWrites().waiting()).isEqualTo(2);
      assertThat(all.dualWrites())
          .containsExactly(Map.entry("new", new DualTally(2, 0, 0, 0, 2, 0, 0)));
      MirrorSurvey.Sums other = survey.of(7, Optional.of(new UUID(0, 2)));
      assertThat(other.accounts()).isEmpty();
      assertThat(other.dualWrites().keySet()).as("the sums are of all").containsExactly("new");
      servers.getFirst().shutdownNow();
      MirrorSurvey.Sums half = survey.of(7, Optional.empty());
      assertThat(half.asked()).isEqualTo(2);
      assertThat(half.silent()).containsExactly(addresses.getFirst().toString());
      assertThat(half.accounts().getFirst().dualWrites().sent()).isEqualTo(1);
      servers.forEach(Server::shutdownNow);
    }
  }

  private record Written(long seq) implements CommittedRecord {}

  private record Committed() implements Aside {
    @Override
    public Optional<CommittedRecord> committed() {
      return Optional.of(new Written(3));
    }

    @Override
    public Optional<Sight> sight() {
      return Optional.empty();
    }

    @Override
    public long micros() {
      return 0;
    }
  }

  @Test
  void anAnswerCarriesAFew() {
    List<AccountMirror> many = new ArrayList<>();
    for (int id = 1; id <= 500; id++) {
      many.add(account(id, 0, 1, id, 0));
    }
    JsonNode document = document(many);
    assertThat(document.path("accounts")).hasSize(20);
    assertThat(document.path("accountsKnown").asLong()).isEqualTo(500);
    JsonNode longest = document.path("accounts").path(0).path("dualWrites");
    assertThat(longest.path("lagMillis").asLong()).isEqualTo(500);
    assertThat(longest.path("lagRecords").asLong()).isEqualTo(1);
  }
}
