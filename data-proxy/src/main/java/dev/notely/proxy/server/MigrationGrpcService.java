package dev.notely.proxy.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.migrations.v1.CommandRequest;
import dev.notely.proto.migrations.v1.Document;
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
import dev.notely.proto.migrations.v1.MirrorsOf;
import dev.notely.proto.migrations.v1.ResolveUnexpectedData;
import dev.notely.proto.migrations.v1.Specification;
import dev.notely.proxy.migration.MigrationDriver;
import dev.notely.proxy.migration.outlook.Outlook;
import dev.notely.proxy.migration.outlook.Progress;
import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.proxy.migration.plan.PlanDrift;
import dev.notely.proxy.migration.plan.SpecParser;
import dev.notely.proxy.server.report.ReportReader;
import dev.notely.proxy.store.Ids;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountPage;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.AfterMismatch;
import dev.notely.proxy.store.MigrationCatalog.Command;
import dev.notely.proxy.store.MigrationCatalog.Event;
import dev.notely.proxy.store.MigrationCatalog.EventPage;
import dev.notely.proxy.store.MigrationCatalog.InconsistencyPage;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.MismatchPage;
import dev.notely.proxy.store.MigrationCatalog.OpenMismatch;
import dev.notely.proxy.store.MigrationCatalog.Report;
import dev.notely.proxy.store.MigrationCatalog.Verification;
import dev.notely.proxy.store.MigrationRefusedException;
import dev.notely.proxy.store.MovePolicies.MovePolicy;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * What an operator asks of migrations. Any proxy answers: commands are events of the journal, and
 * whoever leads the migration acts on what the journal says.
 */
final class MigrationGrpcService extends MigrationServiceGrpc.MigrationServiceImplBase
    implements MigrationRows.Documents {
  /** Lines of the ledger that are counted: more of them say nothing else. */
  private static final int LEDGER = 1_000;

  /** An account has no more of them. */
  private static final int LINES_OF_ONE_ACCOUNT = 20;

  private final MigrationCatalog catalog;
  private final MigrationPlanner planner;
  private final MirrorSurvey mirrors;
  private final MigrationStart start;
  private final MigrationDriver.Ports ports;
  private final UnexpectedListing listing;
  private final ReportReader reports;
  private final UnexpectedResolver resolver;
  private final LongFunction<ThrottleLook.Seen> throttles;
  private final Executor slowLane;
  private final InstantSource clock;

  MigrationGrpcService(
      MigrationPlanner planner,
      MigrationDriver.Ports ports,
      MirrorSurvey mirrors,
      LongFunction<ThrottleLook.Seen> throttles,
      Executor slowLane,
      InstantSource clock) {
    this.mirrors = mirrors;
    this.catalog = ports.catalog();
    this.planner = planner;
    this.start = new MigrationStart(catalog, planner);
    this.ports = ports;
    this.listing = new UnexpectedListing(ports.catalog(), ports.inspections());
    this.reports = new ReportReader(ports.catalog());
    this.resolver = new UnexpectedResolver(ports.catalog(), ports.inspections(), clock);
    this.throttles = throttles;
    this.slowLane = slowLane;
    this.clock = clock;
  }

  @Override
  public void plan(Specification request, StreamObserver<Document> observer) {
    answer(
        observer, () -> MigrationDocuments.plan(planner.plan(SpecParser.parse(request.getJson()))));
  }

  @Override
  public void create(Specification request, StreamObserver<Document> observer) {
    answer(
        observer,
        () -> {
          MigrationSpec spec = SpecParser.parse(request.getJson());
          planner.plan(spec); // what does not fit the stores is refused before anything is stored
          long id = start.create(spec, request.getActor()).id();
          Traces.command(id, "create");
          return status(id);
        });
  }

  @Override
  public void list(ListMigrations request, StreamObserver<Document> observer) {
    answer(observer, () -> MigrationDocuments.list(catalog.list(request.getLimit(), false)));
  }

  @Override
  public void mirrors(MirrorsOf request, StreamObserver<Document> observer) {
    answer(
        observer,
        () -> {
          Migration migration = catalog.get(request.getId()).migration();
          return mirrors(wanted(migration), migration, optionalAccount(request.getAccount()));
        });
  }

  @Override
  public String mirrors(Migration migration) {
    MovePolicy wanted = wanted(migration);
    return wanted.dualWrites() || wanted.shadowReads() > 0
        ? mirrors(wanted, migration, Optional.empty())
        : "";
  }

  private static MovePolicy wanted(Migration migration) {
    boolean dualWrites = SpecParser.parse(migration.spec()).mirroring().dualWrites();
    return new MovePolicy(dualWrites, migration.shadowReads(), migration.drain());
  }

  private String mirrors(MovePolicy wanted, Migration migration, Optional<UUID> account) {
    return MirrorDocument.of(
        wanted, mirrors.of(migration.id(), account), ledger(migration.id(), account));
  }

  private MirrorDocument.Ledger ledger(long migration, Optional<UUID> account) {
    List<OpenMismatch> open = catalog.mismatches(migration, Optional.empty(), LEDGER).mismatches();
    return new MirrorDocument.Ledger(
        open.size(), account.map(one -> open(migration, one)).orElse(open));
  }

  /** Asked for by itself: the account may be beyond the lines that are counted. */
  private List<OpenMismatch> open(long migration, UUID account) {
    return catalog
        .mismatches(migration, Optional.of(new AfterMismatch(account, "")), LINES_OF_ONE_ACCOUNT)
        .mismatches()
        .stream()
        .filter(one -> one.found().account().equals(account))
        .toList();
  }

  @Override
  public void status(MigrationId request, StreamObserver<Document> observer) {
    answer(observer, () -> status(request.getId()));
  }

  @Override
  public void report(MigrationId request, StreamObserver<Document> observer) {
    answer(
        observer,
        () -> {
          Report report = catalog.get(request.getId());
          Instant now = clock.instant();
          String status = MigrationDocuments.status(report, now, throttles.apply(request.getId()));
          return reports.document(report, status, now);
        });
  }

  @Override
  public String status(long id) {
    return MigrationDocuments.status(catalog.get(id), clock.instant(), throttles.apply(id));
  }

  @Override
  public void accounts(ListAccounts request, StreamObserver<Document> observer) {
    page(
        observer,
        () -> {
          AccountPage page =
              catalog.accounts(
                  request.getId(),
                  request.getAfter().isEmpty()
                      ? Optional.empty()
                      : Optional.of(UUID.fromString(request.getAfter())),
                  request.getLimit(),
                  states(request.getStatesList()));
          return document(
              MigrationDocuments.accounts(page.accounts()),
              page.more() ? page.accounts().getLast().account().toString() : "");
        });
  }

  private static Optional<UUID> optionalAccount(ByteString id) {
    return id.isEmpty() ? Optional.empty() : Optional.of(Ids.uuid("account", id));
  }

  private static Set<AccountState> states(List<String> names) {
    Set<AccountState> states = EnumSet.noneOf(AccountState.class);
    for (String name : names) {
      try {
        states.add(AccountState.valueOf(name));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "state is '" + name + "'; it is one of " + List.of(AccountState.values()), e);
      }
    }
    return states;
  }

  @Override
  public void events(ListEvents request, StreamObserver<Document> observer) {
    page(
        observer,
        () -> {
          EventPage page =
              catalog.events(
                  request.getId(),
                  request.getAfter(),
                  request.getLimit(),
                  optionalAccount(request.getAccount()));
          return document(
              MigrationDocuments.events(page.events()),
              page.more() ? Long.toString(page.events().getLast().id()) : "");
        });
  }

  @Override
  public void mismatches(ListMismatches request, StreamObserver<Document> observer) {
    page(
        observer,
        () -> {
          MismatchPage page =
              catalog.mismatches(
                  request.getId(), MismatchCursor.read(request.getAfter()), request.getLimit());
          return document(
              MigrationDocuments.mismatches(page.mismatches()),
              page.more() ? MismatchCursor.after(page.mismatches().getLast()) : "");
        });
  }

  @Override
  public void command(CommandRequest request, StreamObserver<Document> observer) {
    answer(
        observer,
        () -> {
          Traces.command(request.getId(), request.getCommand());
          if (request.getCommand().equals("start")) {
            return started(request);
          }
          carryOut(request);
          return status(request.getId());
        });
  }

  private void carryOut(CommandRequest request) {
    switch (request.getCommand()) {
      case "cancel" -> apply(request, Event.CANCEL);
      case "pause" -> apply(request, Event.PAUSE);
      case "resume" -> apply(request, Event.RESUME);
      case "release" -> release(request);
      case "rollback" -> apply(request, Event.ROLLBACK);
      case "finish" -> finish(request);
      case "verify" ->
          catalog.apply(
              new Command(
                  request.getId(),
                  Event.VERIFIED,
                  request.getActor(),
                  request.getReason(),
                  "",
                  Verification.OPEN));
      case "repair" -> {
        Account account = account(request);
        Traces.about(account.placement());
        // Within the operator's own limit it may take longer than anybody waits for the answer.
        Context.current()
            .fork()
            .run(() ->
                MigrationDriver.repair(ports, account, request.getActor(), request.getReason()));
      }
      default ->
          throw new IllegalArgumentException(
              "command is '"
                  + request.getCommand()
                  + "'; it is start, cancel, pause, resume, release, rollback, finish, verify or"
                  + " repair");
    }
  }

  private void apply(CommandRequest request, Event event) {
    catalog.apply(new Command(request.getId(), event, request.getActor(), request.getReason()));
  }

  /** What keeps it from ending is told with how much of it there is. */
  private void finish(CommandRequest request) {
    try {
      apply(request, Event.FINISH);
    } catch (MigrationRefusedException e) {
      Report report = catalog.get(request.getId());
      throw Progress.of(report.progress())
          .overlay()
          .sentence(report.migration())
          .filter(_ -> Outlook.overlaid(report) > 0)
          .map(left -> new MigrationRefusedException(e.reason(), left + "; " + e.getMessage()))
          .orElse(e);
    }
  }

  private String started(CommandRequest request) {
    Optional<PlanDrift> changed =
        start.start(request.getId(), request.getActor(), request.getReason());
    return MigrationDocuments.started(
        catalog.get(request.getId()), clock.instant(), throttles.apply(request.getId()), changed);
  }

  private void release(CommandRequest request) {
    if (request.getAccount().isEmpty()) {
      apply(request, Event.RELEASE_HOLD);
      return;
    }
    Account account = account(request);
    UUID id = account.account();
    Traces.about(account.placement());
    if (!catalog.releaseAccount(request.getId(), id, request.getActor(), request.getReason())) {
      throw new IllegalArgumentException("account " + id + " is not quarantined");
    }
  }

  private Account account(CommandRequest request) {
    return catalog.account(request.getId(), Ids.uuid("account", request.getAccount()));
  }

  @Override
  public void unexpectedData(ListUnexpectedData request, StreamObserver<Document> observer) {
    page(
        observer,
        () -> {
          UnexpectedListing.Page page =
              listing.page(request.getId(), request.getAfter(), request.getLimit());
          return document(MigrationDocuments.unexpected(page.entries()), page.next());
        });
  }

  @Override
  public void resolve(ResolveUnexpectedData request, StreamObserver<Document> observer) {
    answer(
        observer,
        () -> {
          Traces.command(request.getId(), "resolve");
          return resolver.resolve(request);
        });
  }

  @Override
  public void setLimits(Limits request, StreamObserver<Document> observer) {
    answer(
        observer,
        () -> {
          Traces.command(request.getId(), "limits");
          Migration migration = catalog.get(request.getId()).migration();
          MigrationSpec.Changeable wanted =
              SpecParser.parseChange(
                  request.getJson(),
                  new MigrationSpec.Changeable(
                      new MigrationSpec.Limits(
                          migration.concurrentAccounts(), migration.recordsPerSecond()),
                      migration.shadowReads(),
                      migration.drain()),
                  SpecParser.parse(migration.spec()).strategy());
          catalog.setLimits(
              request.getId(),
              new MigrationCatalog.Limits(
                  wanted.limits().concurrentAccounts(),
                  wanted.limits().recordsPerSecond(),
                  wanted.shadowReads(),
                  wanted.drain()),
              request.getActor(),
              request.getReason());
          return status(request.getId());
        });
  }

  @Override
  public void reportInconsistency(Inconsistency request, StreamObserver<Document> observer) {
    answer(
        observer,
        () -> {
          long migration =
              catalog.inconsistency(
                  Ids.uuid("account", request.getAccount()),
                  Ids.uuid("note", request.getNote()),
                  Map.of(
                      "expected", request.getExpected(),
                      "actual", request.getActual(),
                      "traceId", request.getTraceId()));
          return "{\"migration\":" + (migration == 0 ? "null" : migration) + "}";
        });
  }

  @Override
  public void inconsistencies(ListInconsistencies request, StreamObserver<Document> observer) {
    page(
        observer,
        () -> {
          InconsistencyPage page =
              catalog.inconsistencies(
                  request.getMigration(), request.getBefore(), request.getLimit());
          return document(
              MigrationDocuments.inconsistencies(page.found()),
              page.more() ? Long.toString(page.found().getLast().id()) : "");
        });
  }

  private void answer(StreamObserver<Document> observer, Supplier<String> work) {
    page(observer, () -> document(work.get(), ""));
  }

  private static Document document(String json, String next) {
    return Document.newBuilder().setJson(json).setNext(next).build();
  }

  private void page(StreamObserver<Document> observer, Supplier<Document> work) {
    try {
      slowLane.execute(() -> {
        Document document;
        try {
          document = work.get();
        } catch (RuntimeException e) {
          observer.onError(StatusMapper.toStatus(e));
          return;
        }
        observer.onNext(document);
        observer.onCompleted();
      });
    } catch (RuntimeException e) {
      observer.onError(StatusMapper.toStatus(e));
    }
  }
}
