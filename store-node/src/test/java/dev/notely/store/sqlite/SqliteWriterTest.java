package dev.notely.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteWriterTest {
  private static final SqliteOptions OPTIONS =
      SqliteOptions.of(0, 1, List.of("CREATE TABLE IF NOT EXISTS t(k INTEGER PRIMARY KEY, v TEXT)"))
          .withWriterQueue(100);

  @TempDir Path folder;
  private SqliteDatabase database;
  private final CountDownLatch gate = new CountDownLatch(1);

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(folder.resolve("t.db"), OPTIONS);
  }

  @AfterEach
  void close() {
    gate.countDown();
    database.close();
  }

  private static Function<Session, Integer> insert(int key) {
    return session -> session.update("INSERT INTO t VALUES(?,?)", key, "v" + key);
  }

  private List<Integer> keys() {
    return database
        .readers()
        .read(session -> session.list("SELECT k FROM t ORDER BY k", row -> row.getInt(1)));
  }

  /** Keeps the writer in a transaction until the gate opens, so that what follows is one group. */
  private void holdWriter() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    var _ =
        database
            .writer()
            .submit(_ -> {
              held.countDown();
              return await(gate);
            });
    assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatNobodyWaitsForWhenItsTurnComesIsNotDone() throws Exception {
    holdWriter();
    AtomicBoolean passed = new AtomicBoolean();
    CompletableFuture<Integer> before = database.writer().submit(insert(1));
    CompletableFuture<Integer> late = database.writer().submit(insert(2), passed::get);
    CompletableFuture<Integer> inTime = database.writer().submit(insert(3), () -> false);
    passed.set(true);
    gate.countDown();
    assertThat(before.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(inTime.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThatThrownBy(() -> late.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(TooLateException.class);
    assertThat(keys()).containsExactly(1, 3);
  }

  @Test
  void answersAfterTheCommit() {
    List<Integer> seenByOthers = database.writer().submit(insert(1)).thenApply(_ -> keys()).join();
    assertThat(seenByOthers).containsExactly(1);
  }

  @Test
  void aFailingTaskOfAGroupIsUndoneAlone() throws Exception {
    holdWriter();
    CompletableFuture<Integer> first = database.writer().submit(insert(1));
    CompletableFuture<Integer> failing =
        database
            .writer()
            .submit(session -> {
              var _ = insert(2).apply(session);
              throw new IllegalStateException("no");
            });
    CompletableFuture<Integer> duplicate = database.writer().submit(insert(1));
    CompletableFuture<Integer> last = database.writer().submit(insert(3));
    gate.countDown();
    assertThat(first.join()).isEqualTo(1);
    assertThat(last.join()).isEqualTo(1);
    assertThatThrownBy(failing::join).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(kindOf(duplicate)).isEqualTo(SqliteFailedException.Kind.CONSTRAINT);
    assertThat(keys()).containsExactly(1, 3);
  }

  @Test
  void anErrorOfATaskDoesNotStopTheWriter() {
    CompletableFuture<Integer> broken =
        database
            .writer()
            .submit(session -> {
              var _ = insert(1).apply(session);
              throw new AssertionError("broken");
            });
    assertThatThrownBy(broken::join).hasRootCauseInstanceOf(AssertionError.class);
    assertThat(database.writer().submit(insert(2)).join()).isEqualTo(1);
    assertThat(keys()).containsExactly(2);
  }

  @Test
  void bulkWaitsForUsersButNotForever() throws Exception {
    ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
    holdWriter();
    List<CompletableFuture<?>> all = new ArrayList<>();
    all.add(database.writer().submitBulk(_ -> Optional.of(order.add("bulk"))));
    for (int i = 0; i < 3; i++) {
      all.add(database.writer().submit(_ -> order.add("user")));
    }
    gate.countDown();
    all.forEach(CompletableFuture::join);
    assertThat(order).containsExactly("user", "user", "user", "bulk");
  }

  @Test
  void bulkGetsATurnThoughUsersNeverStop() {
    CompletableFuture<Boolean> bulk = new CompletableFuture<>();
    CompletableFuture<Integer> users = new CompletableFuture<>();
    writeOnAndOn(bulk, users, 0);
    var _ = database.writer().submitBulk(_ -> Optional.of(true)).thenAccept(bulk::complete);
    assertThat(bulk.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
    assertThat(users.orTimeout(10, TimeUnit.SECONDS).join()).isNotNegative();
  }

  /** Inserts a key a piece; before the second it says that it is there and waits for the gate. */
  private final class Pieces implements BulkWork<Integer> {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final int last;
    private int key;

    Pieces(int last) {
      this.last = last;
    }

    @Override
    public Optional<Integer> next(Session session) {
      if (++key == 2) {
        begun.countDown();
        var _ = await(gate);
      }
      var _ = insert(key).apply(session);
      return key == last ? Optional.of(key) : Optional.empty();
    }
  }

  @Test
  void bulkGivesWayToAUserBetweenTwoPieces() throws Exception {
    Pieces pieces = new Pieces(5);
    CompletableFuture<Integer> bulk = database.writer().submitBulk(pieces);
    assertThat(pieces.begun.await(10, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<List<Integer>> seenByUser =
        database.writer().submit(insert(100)).thenApply(_ -> keys());
    gate.countDown();

    assertThat(seenByUser.join()).as("what was done is committed").containsExactly(1, 2, 100);
    assertThat(bulk.join()).isEqualTo(5);
    assertThat(keys()).containsExactly(1, 2, 3, 4, 5, 100);
  }

  @Test
  void bulkIsOneTransactionWhereNobodyWrites() throws Exception {
    Pieces pieces = new Pieces(5);
    CompletableFuture<Integer> bulk = database.writer().submitBulk(pieces);
    assertThat(pieces.begun.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(keys()).as("before its end").isEmpty();
    gate.countDown();
    assertThat(bulk.join()).isEqualTo(5);
  }

  @Test
  void shortBulksShareATransactionAndFailAlone() throws Exception {
    holdWriter();
    List<CompletableFuture<Integer>> bulks = new ArrayList<>();
    for (int key : List.of(1, 2, 2, 3)) {
      bulks.add(database.writer().submitBulk(session -> Optional.of(insert(key).apply(session))));
    }
    long before = database.writer().figures().commits();
    gate.countDown();

    assertThat(kindOf(bulks.get(2))).isEqualTo(SqliteFailedException.Kind.CONSTRAINT);
    assertThat(bulks.get(3).join()).isEqualTo(1);
    assertThat(keys()).containsExactly(1, 2, 3);
    assertThat(database.writer().figures().commits() - before)
        .as("what held the writer, and all four")
        .isEqualTo(2);
  }

  @Test
  void theRestOfABulkComesBeforeTheNextBulk() throws Exception {
    Pieces pieces = new Pieces(3);
    CompletableFuture<Integer> first = database.writer().submitBulk(pieces);
    assertThat(pieces.begun.await(10, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<List<Integer>> seenBySecond =
        database
            .writer()
            .submitBulk(session ->
                Optional.of(session.list("SELECT k FROM t ORDER BY k", row -> row.getInt(1))));
    var _ = database.writer().submit(insert(100));
    gate.countDown();
    assertThat(seenBySecond.join()).containsExactly(1, 2, 3, 100);
    assertThat(first.join()).isEqualTo(3);
  }

  @Test
  void whatFailsAfterAPauseKeepsWhatWasCommitted() throws Exception {
    Pieces pieces = new Pieces(4);
    var _ = database.writer().submit(insert(4)).join();
    CompletableFuture<Integer> bulk = database.writer().submitBulk(pieces);
    assertThat(pieces.begun.await(10, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Integer> user = database.writer().submit(insert(100));
    gate.countDown();

    assertThat(kindOf(bulk)).isEqualTo(SqliteFailedException.Kind.CONSTRAINT);
    assertThat(user.join()).isEqualTo(1);
    assertThat(keys()).as("3 is undone with what failed").containsExactly(1, 2, 4, 100);
  }

  @Test
  void closingEndsABulkThatHasBegun() throws Exception {
    Pieces pieces = new Pieces(4);
    CompletableFuture<Integer> bulk = database.writer().submitBulk(pieces);
    assertThat(pieces.begun.await(10, TimeUnit.SECONDS)).isTrue();
    var _ = database.writer().submit(insert(100));
    Thread closing = Thread.ofPlatform().start(database::close);
    gate.countDown();
    closing.join(10_000);
    assertThat(bulk.join()).isEqualTo(4);
  }

  /** Each write is followed by the next before the writer looks at its queues again. */
  private void writeOnAndOn(
      CompletableFuture<Boolean> until, CompletableFuture<Integer> done, int count) {
    if (until.isDone()) {
      done.complete(count);
      return;
    }
    var _ =
        database
            .writer()
            .submit(insert(count))
            .whenComplete((_, _) -> writeOnAndOn(until, done, count + 1));
  }

  @Test
  void aFullQueueRefusesAtOnce() throws Exception {
    holdWriter();
    for (int i = 0; i < 100; i++) {
      var _ = database.writer().submit(insert(i));
    }
    assertThatThrownBy(() -> database.writer().submit(insert(100)))
        .isInstanceOf(SqliteBusyException.class)
        .hasMessageContaining("100");
    assertThat(database.writer().queued()).isEqualTo(100);
  }

  @Test
  void aFullDiskIsATypedFailureAndNothingIsHalfApplied() {
    database
        .writer()
        .submit(session -> session.first("PRAGMA max_page_count = 20", row -> row.getInt(1)))
        .join();
    CompletableFuture<Integer> tooMuch =
        database
            .writer()
            .submit(session -> {
              var _ = insert(1).apply(session);
              for (int i = 2; i < 200; i++) {
                session.update("INSERT INTO t VALUES(?,?)", i, "x".repeat(4_000));
              }
              return 0;
            });
    assertThat(kindOf(tooMuch)).isEqualTo(SqliteFailedException.Kind.FULL);
    assertThat(keys()).isEmpty();
    assertThat(database.writer().submit(insert(7)).join()).isEqualTo(1);
    assertThat(keys()).containsExactly(7);
  }

  @Test
  void aFileThatCannotBeWrittenIsATypedFailure() {
    database.writer().submit(session -> session.update("PRAGMA query_only = 1")).join();
    assertThat(kindOf(database.writer().submit(insert(1))))
        .isEqualTo(SqliteFailedException.Kind.READ_ONLY);
  }

  @Test
  void aFailedCommitFailsAllOfTheGroup() throws Exception {
    holdWriter();
    CompletableFuture<Integer> innocent = database.writer().submit(insert(1));
    // What a full disk can do to a transaction: it is gone before its COMMIT.
    CompletableFuture<Integer> culprit =
        database.writer().submit(session -> session.update("ROLLBACK"));
    gate.countDown();
    assertThatThrownBy(culprit::join).hasCauseInstanceOf(SqliteFailedException.class);
    assertThatThrownBy(innocent::join).hasCauseInstanceOf(SqliteFailedException.class);
    assertThat(keys()).isEmpty();
    assertThat(database.writer().submit(insert(2)).join()).isEqualTo(1);
  }

  @Test
  void theCallersContextIsCurrentInItsTask() {
    ContextKey<String> key = ContextKey.named("who");
    CompletableFuture<String> seen;
    try (Scope ignored = Context.current().with(key, "caller").makeCurrent()) {
      seen = database.writer().submit(_ -> String.valueOf(Context.current().get(key)));
    }
    assertThat(seen.join()).isEqualTo("caller");
  }

  @Test
  void closingWritesWhatWasAcceptedAndTakesNoMore() throws Exception {
    holdWriter();
    CompletableFuture<Integer> accepted = database.writer().submit(insert(1));
    CompletableFuture<Integer> bulk =
        database.writer().submitBulk(insert(2).andThen(Optional::of)::apply);
    Thread closing = Thread.ofPlatform().start(database::close);
    gate.countDown();
    closing.join(10_000);
    assertThat(accepted.join()).isEqualTo(1);
    assertThat(bulk.join()).isEqualTo(1);
    assertThatThrownBy(() -> database.writer().submit(insert(3)))
        .isInstanceOf(SqliteBusyException.class);
    try (SqliteDatabase again = SqliteDatabase.open(folder.resolve("t.db"), OPTIONS)) {
      List<Integer> found =
          again.readers().read(session -> session.list("SELECT k FROM t", row -> row.getInt(1)));
      assertThat(found).containsExactly(1, 2);
    }
  }

  private static SqliteFailedException.Kind kindOf(CompletableFuture<?> failing) {
    try {
      failing.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SqliteFailedException failed) {
        return failed.kind();
      }
      throw e;
    }
    throw new AssertionError("did not fail");
  }
}
