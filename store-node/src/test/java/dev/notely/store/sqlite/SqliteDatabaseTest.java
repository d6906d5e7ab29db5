package dev.notely.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteDatabaseTest {
  private static final List<String> SCHEMA = List.of("CREATE TABLE IF NOT EXISTS t(k TEXT)");
  private static final SqliteOptions OPTIONS = SqliteOptions.of(77, 2, SCHEMA);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("a.db");
  }

  private void refused(SqliteOptions options, String... words) {
    assertThatThrownBy(() -> SqliteDatabase.open(file, options))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll(words)
        .message()
        .doesNotContain("\n");
    assertThatTheFileIsFree();
  }

  /** A refused start must hold nothing: the operator mends the cause and starts again. */
  private void assertThatTheFileIsFree() {
    if (Files.isRegularFile(file)) {
      try (FileClaim claim = FileClaim.take(file)) {
        assertThat(claim).isNotNull();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void make(SqliteOptions options) {
    try (SqliteDatabase database = SqliteDatabase.open(file, options)) {
      database.writer().submit(session -> session.update("INSERT INTO t VALUES('x')")).join();
    }
  }

  @Test
  void whatWasWrittenIsThereAfterOpeningAgain() {
    make(OPTIONS);
    try (SqliteDatabase database = SqliteDatabase.open(file, OPTIONS)) {
      List<String> found =
          database
              .readers()
              .read(session -> session.list("SELECT k FROM t", row -> row.getString(1)));
      assertThat(found).containsExactly("x");
    }
  }

  @Test
  void theFileIsWrittenThroughToTheDisk() {
    try (SqliteDatabase database = SqliteDatabase.open(file, OPTIONS.withCheckpointPages(123))) {
      assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(database, "synchronous")).isEqualTo("2");
      assertThat(pragma(database, "cache_size")).isEqualTo("-16384");
      assertThat(pragma(database, "busy_timeout")).isEqualTo("5000");
      assertThat(pragma(database, "wal_autocheckpoint")).isEqualTo("123");
      assertThat(pragma(database, "application_id")).isEqualTo("77");
      assertThat(pragma(database, "user_version")).isEqualTo("2");
    }
  }

  private static String pragma(SqliteDatabase database, String name) {
    return database
        .writer()
        .submit(session -> session.first("PRAGMA " + name, row -> row.getString(1)).orElseThrow())
        .join();
  }

  @Test
  void twoOwnersOfOneFileAreRefused() {
    try (SqliteDatabase owner = SqliteDatabase.open(file, OPTIONS)) {
      assertThatThrownBy(() -> SqliteDatabase.open(file, OPTIONS))
          .isInstanceOf(StartupException.class)
          .hasMessageContainingAll("a.db", "in use");
      assertThat(owner.writer().queued()).isZero();
    }
    make(OPTIONS);
  }

  @Test
  void aNewerSchemaIsRefusedAndLeftAsItWas() {
    make(SqliteOptions.of(77, 3, SCHEMA));
    refused(OPTIONS, "a.db", "version 3", "up to 2");
    make(SqliteOptions.of(77, 3, SCHEMA));
  }

  @Test
  void anOlderSchemaIsBroughtUp() {
    make(SqliteOptions.of(77, 1, SCHEMA));
    try (SqliteDatabase database = SqliteDatabase.open(file, OPTIONS)) {
      assertThat(pragma(database, "user_version")).isEqualTo("2");
    }
  }

  @Test
  void aFileOfAnotherKindIsRefused() {
    make(SqliteOptions.of(78, 1, SCHEMA));
    refused(OPTIONS, "a.db", "another kind", "78", "77");
    refused(SqliteOptions.of(0, 1, SCHEMA), "another kind");
  }

  @Test
  void aVersionedFileWithoutAKindIsNotTakenForOurs() {
    make(SqliteOptions.of(0, 1, SCHEMA));
    refused(OPTIONS, "another kind");
  }

  @Test
  void aFileThatIsNotSqliteIsRefused() throws Exception {
    Files.writeString(file, "this is a letter, not a database. ".repeat(500));
    refused(OPTIONS, "a.db", "damaged or is not a SQLite file");
  }

  @Test
  void aFileCutInTheMiddleIsRefusedOrFailsTyped() throws Exception {
    make(OPTIONS);
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 100, 4096, (byte) 0x5A); // the first page: the schema
    Files.write(file, bytes);
    refused(OPTIONS, "a.db", "damaged");
  }

  @Test
  void aMissingFolderIsNamed() {
    file = folder.resolve("none").resolve("a.db");
    refused(OPTIONS, "none", "does not exist");
  }

  @Test
  void aFolderIsNotAFile() throws Exception {
    Files.createDirectory(file);
    refused(OPTIONS, "a.db", "is a folder");
  }

  @Test
  void aReadOnlyFileIsNamed() throws Exception {
    Files.write(file, "".getBytes(StandardCharsets.UTF_8));
    assertThat(file.toFile().setReadOnly()).isTrue();
    assumeThat(Files.isWritable(file)).as("root may write anything").isFalse();
    assertThatThrownBy(() -> SqliteDatabase.open(file, OPTIONS))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("a.db", "read-only");
  }

  @Test
  void optionsNameWhatIsWrong() {
    assertThatThrownBy(() -> OPTIONS.withWriterQueue(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("writerQueue is 0; it is 1 or more");
  }
}
