package dev.notely.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteReadersTest {
  private static final String COUNT = "SELECT count(*) FROM t";

  @TempDir Path folder;
  private SqliteDatabase database;

  @BeforeEach
  void open() {
    database =
        SqliteDatabase.open(
            folder.resolve("t.db"), List.of("CREATE TABLE IF NOT EXISTS t(k INTEGER)"), 1);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void insert() {
    database.writer().submit(session -> session.update("INSERT INTO t VALUES(1)")).join();
  }

  private static int count(Session session) {
    return session.first(COUNT, row -> row.getInt(1)).orElseThrow();
  }

  @Test
  void aReadSeesOneSnapshotThoughOthersWrite() {
    insert();
    List<Integer> counts =
        database
            .readers()
            .read(session -> {
              int before = count(session);
              insert();
              return List.of(before, count(session));
            });
    assertThat(counts).containsExactly(1, 1);
    assertThat(database.readers().<Integer>read(SqliteReadersTest::count)).isEqualTo(2);
  }

  @Test
  void aReadDoesNotWaitForTheWriter() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(1);
    var written =
        database
            .writer()
            .submit(session -> {
              session.update("INSERT INTO t VALUES(1)");
              writing.countDown();
              try {
                return read.await(10, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(database.readers().<Integer>read(SqliteReadersTest::count)).isZero();
    read.countDown();
    assertThat(written.join()).isTrue();
  }

  @Test
  void aReaderCannotWrite() {
    assertThatThrownBy(
            () -> database.readers().read(session -> session.update("INSERT INTO t VALUES(1)")))
        .isInstanceOfSatisfying(
            SqliteFailedException.class,
            failed -> assertThat(failed.kind()).isEqualTo(SqliteFailedException.Kind.READ_ONLY));
  }

  @Test
  void aFailingReadLeavesItsConnectionUsable() {
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() ->
              database
                  .readers()
                  .read(session -> {
                    throw new IllegalStateException("count is " + count(session));
                  }))
          .hasMessage("count is 0");
    }
    insert();
    assertThat(database.readers().<Integer>read(SqliteReadersTest::count)).isEqualTo(1);
  }

  @Test
  void manyThreadsShareFewConnections() throws Exception {
    insert();
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<Integer>> counts =
          threads.invokeAll(
              Collections.nCopies(500, () -> database.readers().read(SqliteReadersTest::count)));
      for (Future<Integer> count : counts) {
        assertThat(count.get()).isEqualTo(1);
      }
    }
  }
}
