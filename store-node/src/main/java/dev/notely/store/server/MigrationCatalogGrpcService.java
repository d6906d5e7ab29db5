package dev.notely.store.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.catalog.v1.AddMigrationAccounts;
import dev.notely.proto.catalog.v1.AddMigrationAccountsReply;
import dev.notely.proto.catalog.v1.CreateMigration;
import dev.notely.proto.catalog.v1.DropMigrationAccounts;
import dev.notely.proto.catalog.v1.DropMigrationAccountsReply;
import dev.notely.proto.catalog.v1.InconsistencyList;
import dev.notely.proto.catalog.v1.InconsistencyReport;
import dev.notely.proto.catalog.v1.InconsistencyReportReply;
import dev.notely.proto.catalog.v1.LeadMigrations;
import dev.notely.proto.catalog.v1.ListInconsistencies;
import dev.notely.proto.catalog.v1.ListMigrationAccounts;
import dev.notely.proto.catalog.v1.ListMigrationEvents;
import dev.notely.proto.catalog.v1.ListMigrations;
import dev.notely.proto.catalog.v1.ListMismatches;
import dev.notely.proto.catalog.v1.MarkMigrationAccount;
import dev.notely.proto.catalog.v1.MarkMigrationAccountReply;
import dev.notely.proto.catalog.v1.Migration;
import dev.notely.proto.catalog.v1.MigrationAccountPage;
import dev.notely.proto.catalog.v1.MigrationCatalogServiceGrpc;
import dev.notely.proto.catalog.v1.MigrationCommand;
import dev.notely.proto.catalog.v1.MigrationEventPage;
import dev.notely.proto.catalog.v1.MigrationId;
import dev.notely.proto.catalog.v1.MigrationList;
import dev.notely.proto.catalog.v1.MigrationPortion;
import dev.notely.proto.catalog.v1.MigrationPortionReply;
import dev.notely.proto.catalog.v1.MigrationReport;
import dev.notely.proto.catalog.v1.MismatchPage;
import dev.notely.proto.catalog.v1.ReportMigrationProgress;
import dev.notely.proto.catalog.v1.ReportMigrationProgressReply;
import dev.notely.proto.catalog.v1.SettleMigrationAccounts;
import dev.notely.store.catalog.Cause;
import dev.notely.store.catalog.Inconsistency;
import dev.notely.store.catalog.JournalEvent;
import dev.notely.store.catalog.Migrations;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/** Migrations and their journal. */
final class MigrationCatalogGrpcService
    extends MigrationCatalogServiceGrpc.MigrationCatalogServiceImplBase {
  private static final int PAGE = 1_000;
  private static final int MIGRATIONS = 500;

  private final Migrations migrations;
  private final Executor executor;

  /**
   * @param executor for what may read many rows
   */
  MigrationCatalogGrpcService(Migrations migrations, Executor executor) {
    this.migrations = migrations;
    this.executor = executor;
  }

  private <A, R> void read(StreamObserver<R> observer, Supplier<A> work, Function<A, R> mapping) {
    Answers.send(observer, () -> CompletableFuture.supplyAsync(work, executor), mapping);
  }

  private static int bounded(String field, int value, int lowest, int highest) {
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(
          field
              + " is "
              + Integer.toUnsignedString(value)
              + "; it is "
              + lowest
              + " to "
              + highest);
    }
    return value;
  }

  @Override
  public void create(CreateMigration request, StreamObserver<Migration> observer) {
    Answers.send(
        observer,
        () -> {
          var plan = MigrationMapping.plan(request);
          var limits = MigrationMapping.limits(request);
          Cause cause =
              new Cause(RequestFields.text("actor", request.getActor()), "", request.getEvidence());
          return migrations.change(journal -> journal.create(plan, limits, cause));
        },
        MigrationMapping::migration);
  }

  @Override
  public void addAccounts(
      AddMigrationAccounts request, StreamObserver<AddMigrationAccountsReply> observer) {
    Answers.send(
        observer,
        () -> {
          bounded("the number of accounts", request.getAccountsCount(), 0, PAGE);
          var planned = MigrationMapping.planned(request);
          return migrations.change(journal -> {
            journal.addAccounts(request.getMigration(), planned);
            return true;
          });
        },
        _ -> AddMigrationAccountsReply.getDefaultInstance());
  }

  @Override
  public void dropAccounts(
      DropMigrationAccounts request, StreamObserver<DropMigrationAccountsReply> observer) {
    Answers.send(
        observer,
        () -> {
          bounded("the number of accounts", request.getAccountsCount(), 0, PAGE);
          Cause cause =
              new Cause(RequestFields.text("actor", request.getActor()), request.getReason(), "");
          List<ByteString> accounts =
              request.getAccountsList().stream()
                  .map(account -> RequestFields.id("accounts", account))
                  .toList();
          return migrations.change(journal -> {
            journal.dropAccounts(request.getMigration(), accounts, cause);
            return true;
          });
        },
        _ -> DropMigrationAccountsReply.getDefaultInstance());
  }

  @Override
  public void get(MigrationId request, StreamObserver<MigrationReport> observer) {
    read(observer, () -> migrations.report(request.getId()), MigrationMapping::report);
  }

  @Override
  public void list(ListMigrations request, StreamObserver<MigrationList> observer) {
    read(
        observer,
        () ->
            migrations.list(
                bounded("limit", request.getLimit(), 1, MIGRATIONS), request.getUnfinished()),
        MigrationMapping::list);
  }

  @Override
  public void apply(MigrationCommand request, StreamObserver<Migration> observer) {
    Answers.send(
        observer,
        () -> {
          bounded("the number of mismatches", request.getMismatchesCount(), 0, PAGE);
          return migrations.apply(MigrationMapping.command(request));
        },
        MigrationMapping::migration);
  }

  @Override
  public void enrol(MigrationPortion request, StreamObserver<MigrationPortionReply> observer) {
    Answers.send(
        observer,
        () -> {
          int limit = bounded("limit", request.getLimit(), 1, PAGE);
          String actor = RequestFields.text("actor", request.getActor());
          return migrations.change(journal -> journal.enrol(request.getMigration(), limit, actor));
        },
        MigrationMapping::portion);
  }

  @Override
  public void turnBack(MigrationPortion request, StreamObserver<MigrationPortionReply> observer) {
    Answers.send(
        observer,
        () -> {
          int limit = bounded("limit", request.getLimit(), 1, PAGE);
          String actor = RequestFields.text("actor", request.getActor());
          return migrations.change(
              journal -> journal.turnBack(request.getMigration(), limit, actor));
        },
        MigrationMapping::portion);
  }

  @Override
  public void settleVerified(
      SettleMigrationAccounts request, StreamObserver<MigrationPortionReply> observer) {
    Answers.send(
        observer,
        () -> {
          bounded("the number of accounts", request.getAccountsCount(), 0, PAGE);
          String actor = RequestFields.text("actor", request.getActor());
          List<ByteString> accounts =
              request.getAccountsList().stream()
                  .map(account -> RequestFields.id("accounts", account))
                  .toList();
          return migrations.change(
              journal -> journal.settleVerified(request.getMigration(), accounts, actor));
        },
        MigrationMapping::portion);
  }

  @Override
  public void mark(
      MarkMigrationAccount request, StreamObserver<MarkMigrationAccountReply> observer) {
    Answers.send(
        observer,
        () -> {
          var mark = MigrationMapping.mark(request);
          return migrations.change(journal -> journal.mark(mark));
        },
        MigrationMapping::marked);
  }

  @Override
  public void accounts(
      ListMigrationAccounts request, StreamObserver<MigrationAccountPage> observer) {
    int limit = request.getLimit();
    read(
        observer,
        () ->
            migrations.accounts(
                request.getMigration(),
                MigrationMapping.after(request),
                bounded("limit", limit, 1, PAGE) + 1,
                MigrationMapping.states(request)),
        accounts ->
            MigrationAccountPage.newBuilder()
                .addAllAccounts(
                    accounts.stream().limit(limit).map(MigrationMapping::account).toList())
                .setMore(accounts.size() > limit)
                .build());
  }

  @Override
  public void events(ListMigrationEvents request, StreamObserver<MigrationEventPage> observer) {
    int limit = request.getLimit();
    read(
        observer,
        () -> events(request, bounded("limit", limit, 1, PAGE) + 1),
        events ->
            MigrationEventPage.newBuilder()
                .addAllEvents(events.stream().limit(limit).map(MigrationMapping::event).toList())
                .setMore(events.size() > limit)
                .build());
  }

  private List<JournalEvent> events(ListMigrationEvents request, int limit) {
    long migration = request.getMigration();
    long after = request.getAfterId();
    if (request.getMigrationOnly()) {
      return migrations.events(migration, ByteString.EMPTY, after, limit);
    }
    return request.getAccount().isEmpty()
        ? migrations.events(migration, after, limit)
        : migrations.events(
            migration, RequestFields.id("account", request.getAccount()), after, limit);
  }

  @Override
  public void mismatches(ListMismatches request, StreamObserver<MismatchPage> observer) {
    int limit = request.getLimit();
    read(
        observer,
        () ->
            migrations.mismatches(
                request.getMigration(),
                CatalogMapping.after(request.getAfterAccount()),
                request.getAfterKey(),
                bounded("limit", limit, 1, PAGE) + 1),
        open ->
            MismatchPage.newBuilder()
                .addAllMismatches(
                    open.stream().limit(limit).map(MigrationMapping::mismatch).toList())
                .setMore(open.size() > limit)
                .build());
  }

  @Override
  public void lead(LeadMigrations request, StreamObserver<MigrationList> observer) {
    read(
        observer,
        () -> migrations.lead(RequestFields.text("holder", request.getHolder())),
        MigrationMapping::list);
  }

  @Override
  public void report(
      ReportMigrationProgress request, StreamObserver<ReportMigrationProgressReply> observer) {
    Answers.send(
        observer,
        () -> {
          migrations.report(
              request.getMigration(),
              RequestFields.text("holder", request.getHolder()),
              request.getReverseHealthy(),
              request.getProgress());
          return CompletableFuture.completedFuture(true);
        },
        _ -> ReportMigrationProgressReply.getDefaultInstance());
  }

  @Override
  public void reportInconsistency(
      InconsistencyReport request, StreamObserver<InconsistencyReportReply> observer) {
    Answers.send(
        observer,
        () ->
            migrations.found(
                new Inconsistency(
                    RequestFields.id("account", request.getAccount()),
                    request.getNote(),
                    request.getExpected(),
                    request.getActual(),
                    request.getTraceId())),
        migration -> InconsistencyReportReply.newBuilder().setMigration(migration).build());
  }

  @Override
  public void inconsistencies(
      ListInconsistencies request, StreamObserver<InconsistencyList> observer) {
    int limit = request.getLimit();
    Answers.send(
        observer,
        () ->
            CompletableFuture.completedFuture(
                migrations.found(
                    request.getMigration(),
                    request.getBefore(),
                    bounded("limit", limit, 1, PAGE) + 1)),
        found ->
            InconsistencyList.newBuilder()
                .addAllFound(
                    found.stream().limit(limit).map(MigrationMapping::inconsistency).toList())
                .setMore(found.size() > limit)
                .build());
  }
}
