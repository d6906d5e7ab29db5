package dev.notely.gateway.proxy;

import com.google.protobuf.ByteString;
import dev.notely.gateway.proxy.ProxyCallException.Kind;
import dev.notely.proto.migrations.v1.CommandRequest;
import dev.notely.proto.migrations.v1.Inconsistency;
import dev.notely.proto.migrations.v1.Limits;
import dev.notely.proto.migrations.v1.ListAccounts;
import dev.notely.proto.migrations.v1.ListEvents;
import dev.notely.proto.migrations.v1.ListInconsistencies;
import dev.notely.proto.migrations.v1.ListMigrations;
import dev.notely.proto.migrations.v1.ListMismatches;
import dev.notely.proto.migrations.v1.ListUnexpectedData;
import dev.notely.proto.migrations.v1.MigrationId;
import dev.notely.proto.migrations.v1.MigrationServiceGrpc;
import dev.notely.proto.migrations.v1.MigrationServiceGrpc.MigrationServiceFutureStub;
import dev.notely.proto.migrations.v1.MirrorsOf;
import dev.notely.proto.migrations.v1.ResolveUnexpectedData;
import dev.notely.proto.migrations.v1.Specification;
import dev.notely.runtime.overload.RetryBudget;
import io.grpc.Channel;
import io.grpc.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Typed calls about migrations. Commands are idempotent, so what nobody answered goes to another
 * proxy; a creation is not.
 */
public final class MigrationClient {
  // One key for all: an operator then sees what the same proxy has just told him.
  private static final UUID ANY = new UUID(0, 0);
  // A plan measures samples, and a verification reads every account.
  private static final long THOROUGH_MS = 120_000;
  private static final Set<String> THOROUGH = Set.of("start", "verify", "repair");
  private static final String NOT_FOUND = "Migration not found";
  private static final String TAKEN = "a migration of this name is there already";

  private final ProxyCalls calls;
  private final ProxyCalls thorough;

  /**
   * A client over a pool.
   *
   * @param budget of the process
   * @param timeoutMs bound of a call with all its attempts; of plans and verifications it is two
   *     minutes where that is more
   */
  public MigrationClient(ProxyPool pool, RetryBudget budget, long timeoutMs) {
    CallFailures failures = new CallFailures(NOT_FOUND, TAKEN);
    ReleaseTally nobodys = new ReleaseTally(); // what operators wait for says nothing about users
    calls = new ProxyCalls(pool, budget, timeoutMs, failures, nobodys);
    thorough = new ProxyCalls(pool, budget, Math.max(timeoutMs, THOROUGH_MS), failures, nobodys);
  }

  public Document plan(String specification, String actor) {
    Specification request = specification(specification, actor);
    return document(
        thorough.call(ANY, (channel, deadline) -> stub(channel, deadline).plan(request)));
  }

  /** Sent once: a second attempt could not tell its own migration from somebody else's. */
  public Document create(String specification, String actor) {
    Specification request = specification(specification, actor);
    try {
      return document(
          thorough.once(ANY, (channel, deadline) -> stub(channel, deadline).create(request)));
    } catch (ProxyCallException e) {
      if (e.kind() != Kind.UNAVAILABLE) {
        throw e;
      }
      throw new ProxyCallException(
          Kind.UNAVAILABLE,
          e.getMessage()
              + "; the migration may have been written down: look at GET /migrations before you ask"
              + " again",
          e);
    }
  }

  /** Summaries, newest first. */
  public Document list(int limit) {
    ListMigrations request = ListMigrations.newBuilder().setLimit(limit).build();
    return document(calls.call(ANY, (channel, deadline) -> stub(channel, deadline).list(request)));
  }

  public Document status(long id) {
    MigrationId request = MigrationId.newBuilder().setId(id).build();
    return document(
        calls.call(ANY, (channel, deadline) -> stub(channel, deadline).status(request)));
  }

  /** All that is told of it: for support, and as the record. */
  public Document report(long id) {
    MigrationId request = MigrationId.newBuilder().setId(id).build();
    return document(
        calls.call(ANY, (channel, deadline) -> stub(channel, deadline).report(request)));
  }

  /**
   * Its dual writes and shadow reads, added up over the proxies; of single accounts those of one,
   * or of the worst.
   */
  public Document mirrors(long id, Optional<UUID> account) {
    MirrorsOf request = MirrorsOf.newBuilder().setId(id).setAccount(wire(account)).build();
    return document(
        calls.call(ANY, (channel, deadline) -> stub(channel, deadline).mirrors(request)));
  }

  /**
   * Accounts of a migration after a cursor (empty: from the first), in these states (none: all).
   */
  public Document accounts(long id, String after, int limit, List<String> states) {
    ListAccounts request =
        ListAccounts.newBuilder()
            .setId(id)
            .setAfter(after)
            .setLimit(limit)
            .addAllStates(states)
            .build();
    return document(
        calls.call(ANY, (channel, deadline) -> stub(channel, deadline).accounts(request)));
  }

  /** Events of a migration after an event (0: from the first), of one account or of all. */
  public Document events(long id, long after, int limit, Optional<UUID> account) {
    ListEvents request =
        ListEvents.newBuilder()
            .setId(id)
            .setAfter(after)
            .setLimit(limit)
            .setAccount(wire(account))
            .build();
    return document(
        calls.call(ANY, (channel, deadline) -> stub(channel, deadline).events(request)));
  }

  /** The ledger of a migration after a cursor (empty: from the first). */
  public Document mismatches(long id, String after, int limit) {
    ListMismatches request =
        ListMismatches.newBuilder().setId(id).setAfter(after).setLimit(limit).build();
    return document(
        calls.call(ANY, (channel, deadline) -> stub(channel, deadline).mismatches(request)));
  }

  /** See migrations.proto; the account narrows release, verify and repair. */
  public Document command(long id, String command, Asker asker, Optional<UUID> account) {
    CommandRequest request =
        CommandRequest.newBuilder()
            .setId(id)
            .setCommand(command)
            .setActor(asker.actor())
            .setReason(asker.reason())
            .setAccount(wire(account))
            .build();
    ProxyCalls with = THOROUGH.contains(command) ? thorough : calls;
    return document(
        with.call(ANY, (channel, deadline) -> stub(channel, deadline).command(request)));
  }

  /** What stands in the way of its accounts, after a cursor (empty: from the first). */
  public Document unexpected(long id, String after, int limit) {
    ListUnexpectedData request =
        ListUnexpectedData.newBuilder().setId(id).setAfter(after).setLimit(limit).build();
    return document(
        calls.call(ANY, (channel, deadline) -> stub(channel, deadline).unexpectedData(request)));
  }

  /** Decides about one row of it; the same again does no harm. */
  public Document resolve(long id, RowResolution resolution, Asker asker) {
    ResolveUnexpectedData request =
        ResolveUnexpectedData.newBuilder()
            .setId(id)
            .setActor(asker.actor())
            .setReason(asker.reason())
            .setStore(resolution.store())
            .setSource(resolution.source())
            .setRow(resolution.row())
            .setDrop(resolution.drop())
            .setNote(wire(resolution.id()))
            .setCreatedAtMs(resolution.createdAtMs())
            .setUpdatedAtMs(resolution.updatedAtMs())
            .setContent(resolution.content())
            .setAccount(wire(resolution.account()))
            .build();
    return document(
        calls.call(ANY, (channel, deadline) -> stub(channel, deadline).resolve(request)));
  }

  public Document limit(long id, String limits, Asker asker) {
    Limits request =
        Limits.newBuilder()
            .setId(id)
            .setJson(limits)
            .setActor(asker.actor())
            .setReason(asker.reason())
            .build();
    return document(
        calls.call(ANY, (channel, deadline) -> stub(channel, deadline).setLimits(request)));
  }

  /** What a strict user found wrong. A report that is sent twice errs on the careful side. */
  public Document report(UUID account, UUID note, String expected, String actual, String traceId) {
    Inconsistency request =
        Inconsistency.newBuilder()
            .setAccount(Ids.bytes(account))
            .setNote(Ids.bytes(note))
            .setExpected(expected)
            .setActual(actual)
            .setTraceId(traceId)
            .build();
    return document(
        calls.call(
            ANY, (channel, deadline) -> stub(channel, deadline).reportInconsistency(request)));
  }

  /**
   * What strict users found wrong, newest first.
   *
   * @param migration that it counts against; empty: all
   * @param before the cursor of the page before; 0: from the newest
   */
  public Document inconsistencies(Optional<Long> migration, long before, int limit) {
    ListInconsistencies request =
        ListInconsistencies.newBuilder()
            .setMigration(migration.orElse(0L))
            .setBefore(before)
            .setLimit(limit)
            .build();
    return document(
        calls.call(ANY, (channel, deadline) -> stub(channel, deadline).inconsistencies(request)));
  }

  private static Specification specification(String json, String actor) {
    return Specification.newBuilder().setJson(json).setActor(actor).build();
  }

  private static ByteString wire(Optional<UUID> account) {
    return account.map(Ids::bytes).orElse(ByteString.EMPTY);
  }

  private static MigrationServiceFutureStub stub(Channel channel, Deadline deadline) {
    return MigrationServiceGrpc.newFutureStub(channel).withDeadline(deadline);
  }

  private static Document document(dev.notely.proto.migrations.v1.Document document) {
    return new Document(document.getJson(), document.getNext());
  }
}
