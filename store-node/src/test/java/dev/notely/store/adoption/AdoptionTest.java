package dev.notely.store.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.notely.runtime.process.StartupException;
import dev.notely.store.catalog.Catalog;
import dev.notely.store.notes.Fallback;
import dev.notely.store.notes.NoteAnswer;
import dev.notely.store.notes.NoteSchema;
import dev.notely.store.notes.NoteStore;
import dev.notely.store.notes.NoteWrite;
import dev.notely.store.notes.Proof;
import dev.notely.store.notes.UuidText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder of the hands-on app becomes one of ours, and no row of it is lost or changed. */
final class AdoptionTest {
  private static final String ADA = "00000000-0000-4000-8000-00000000000a";
  private static final String BOB = "00000000-0000-4000-8000-00000000000b";
  private static final String NOTE = "00000000-0000-4000-8000-0000000000f1";
  private static final String EMOJI = "\uD83D\uDE00";

  @TempDir Path folder;
  private Path app;
  private Path data;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void anAppWithTwoAccounts() throws Exception {
    app = Files.createDirectory(folder.resolve("app"));
    data = Files.createDirectory(folder.resolve("data"));
    sql(
        "accounts.db",
        "CREATE TABLE accounts(id TEXT PRIMARY KEY, name TEXT, is_migrating BOOLEAN, shard TEXT)",
        "INSERT INTO accounts VALUES('"
            + ADA
            + "', 'Ada', 0, NULL), ('"
            + BOB
            + "', 'Bob', 0, '')");
    sql(
        "legacy.db",
        "CREATE TABLE notes(id TEXT PRIMARY KEY, creator TEXT, created_at INTEGER, updated_at INTEGER, content TEXT)");
  }

  private void sql(String file, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + app.resolve(file));
        var statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }

  private void note(
      String id,
      String creator,
      @Nullable Object created,
      @Nullable Object updated,
      @Nullable Object content)
      throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + app.resolve("legacy.db"));
        var insert = connection.prepareStatement("INSERT INTO notes VALUES(?,?,?,?,?)")) {
      insert.setString(1, id);
      insert.setString(2, creator);
      insert.setObject(3, created);
      insert.setObject(4, updated);
      insert.setObject(5, content);
      insert.execute();
    }
  }

  private static List<String> rows(Path file, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        var result = statement.executeQuery(query)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  private static List<String> notesTable(Path file) throws SQLException {
    return rows(
        file,
        "SELECT rowid || quote(id) || quote(creator) || quote(created_at) || quote(updated_at) || quote(content)"
            + " FROM notes ORDER BY rowid");
  }

  private Adoption.Summary adopt() {
    return new Adoption(app, data, "legacy", said::add).run();
  }

  private NoteStore store(Path dataFolder) {
    return NoteStore.open(
        dataFolder.resolve("legacy.db"), "legacy", NoteSchema.LEGACY, InstantSource.system());
  }

  private static ByteString bytes(String id) {
    return UuidText.parse(id).orElseThrow();
  }

  private static Proof proof(String account, long epoch, String home) {
    return new Proof(bytes(account), home, epoch, Proof.Role.HOME);
  }

  private static NoteAnswer get(NoteStore store, String account, String note) {
    return store.get(proof(account, 1, "legacy"), bytes(note), Fallback.UNASKED).join();
  }

  @Test
  void aSoundNoteIsServedAsItWas() throws Exception {
    String longest = EMOJI.repeat(10_000);
    note(NOTE, ADA, 1_700_000_000_000L, 1_700_000_000_001L, longest);
    Adoption.Summary summary = adopt();
    assertThat(summary.accounts()).isEqualTo(2);
    assertThat(summary.notes()).isEqualTo(1);
    assertThat(summary.unserved()).isZero();
    try (NoteStore store = store(data)) {
      NoteAnswer.One found = (NoteAnswer.One) get(store, ADA, NOTE);
      assertThat(found.outcome()).isEqualTo(NoteAnswer.Outcome.OK);
      assertThat(found.note().orElseThrow().value().content().toStringUtf8()).isEqualTo(longest);
      assertThat(found.note().orElseThrow().value().updatedAtMs()).isEqualTo(1_700_000_000_001L);
    }
  }

  @Test
  void anAccountWithoutNotesCanWriteItsFirst() {
    var _ = adopt();
    try (NoteStore store = store(data)) {
      NoteAnswer.One written =
          (NoteAnswer.One)
              store
                  .write(
                      proof(BOB, 1, "legacy"),
                      ByteString.copyFromUtf8("key"),
                      Long.MAX_VALUE,
                      new NoteWrite.Create(bytes(NOTE), ByteString.copyFromUtf8("new"), 0, 0),
                      Fallback.UNASKED,
                      () -> false)
                  .join();
      assertThat(written.outcome()).isEqualTo(NoteAnswer.Outcome.OK);
    }
  }

  @Test
  void accountsAreInTheCatalogAtTheirHome() {
    var _ = adopt();
    try (Catalog catalog = Catalog.open(data.resolve("catalog.db"), InstantSource.system())) {
      assertThat(catalog.account(bytes(ADA)).name()).isEqualTo("Ada");
      assertThat(catalog.placement(bytes(BOB)).home()).isEqualTo("legacy");
      assertThat(catalog.placement(bytes(BOB)).epoch()).isEqualTo(1);
    }
  }

  @Test
  void rowsThatCannotBeServedAreListedWithTheReasonAndStay() throws Exception {
    note(NOTE, ADA, 1L, 1L, "good");
    note("not-a-uuid", ADA, 1L, 1L, "x");
    note("00000000-0000-4000-8000-0000000000AB", ADA, 1L, 1L, "x");
    note(UUID.randomUUID().toString(), "nobody", 1L, 1L, "x");
    note(UUID.randomUUID().toString(), UUID.randomUUID().toString(), 1L, 1L, "x");
    note(UUID.randomUUID().toString(), ADA, -5L, 1L, "x");
    note(UUID.randomUUID().toString(), ADA, "yesterday", 1L, "x");
    note(UUID.randomUUID().toString(), ADA, 1L, 253_402_300_800_000L, "x");
    note(UUID.randomUUID().toString(), ADA, 1L, null, "x");
    note(UUID.randomUUID().toString(), ADA, 1L, 1L, "");
    note(UUID.randomUUID().toString(), ADA, 1L, 1L, null);
    note(UUID.randomUUID().toString(), ADA, 1L, 1L, EMOJI.repeat(10_001));
    note(UUID.randomUUID().toString(), ADA, 1L, 1L, new byte[] {1, 2});
    sql(
        "legacy.db",
        "INSERT INTO notes VALUES('"
            + UUID.randomUUID()
            + "', '"
            + ADA
            + "', 1, 1, CAST(x'C328' AS TEXT))");
    List<String> before = notesTable(app.resolve("legacy.db"));

    Adoption.Summary summary = adopt();

    assertThat(summary.notes()).isEqualTo(1);
    assertThat(summary.unserved()).isEqualTo(13);
    assertThat(Files.readAllLines(summary.report()))
        .hasSize(13)
        .anySatisfy(line -> assertThat(line).contains("not-a-uuid", "not a UUID"))
        .anySatisfy(line -> assertThat(line).contains("lower case"))
        .anySatisfy(line -> assertThat(line).contains("creator is not a UUID"))
        .anySatisfy(line -> assertThat(line).contains("no account"))
        .anySatisfy(line -> assertThat(line).contains("created_at"))
        .anySatisfy(line -> assertThat(line).contains("updated_at"))
        .anySatisfy(line -> assertThat(line).contains("content"));
    assertThat(notesTable(data.resolve("legacy.db"))).isEqualTo(before);
    assertThat(notesTable(app.resolve("legacy.db"))).isEqualTo(before);
    try (NoteStore store = store(data)) {
      assertThat(store.totals().unserved()).isEqualTo(13);
      assertThat(store.totals().notes()).isEqualTo(1);
    }
  }

  @Test
  void aPurgeOfTheAccountLeavesRowsThatCannotBeServed() throws Exception {
    note(NOTE, ADA, 1L, 1L, "good");
    note("broken", ADA, 1L, 1L, "the user may still want this");
    var _ = adopt();
    try (NoteStore store = store(data)) {
      // As the end of a move does: sealed, closed by the commit elsewhere, purged by the settle.
      var _ =
          store.command(records -> tables -> records.seal(tables, proof(ADA, 1, "legacy"))).join();
      var _ =
          store.command(records -> tables -> records.close(tables, proof(ADA, 2, "new"))).join();
      boolean[] gone = {false};
      while (!gone[0]) {
        gone[0] =
            store
                .purgingCommand(
                    bytes(ADA), records -> tables -> records.purge(tables, proof(ADA, 3, "new")))
                .join()
                .isDone();
      }
      assertThat(store.totals().notes()).isZero();
    }
    assertThat(rows(data.resolve("legacy.db"), "SELECT content FROM notes"))
        .containsExactly("the user may still want this");
  }

  @Test
  void brokenAccountsAreListedAndTheirNotesToo() throws Exception {
    sql(
        "accounts.db",
        "INSERT INTO accounts VALUES('xyz', 'X', 0, ''), ('"
            + UUID.randomUUID()
            + "', '  ', 0, '')",
        "INSERT INTO accounts VALUES('"
            + ADA.toUpperCase(java.util.Locale.ROOT)
            + "', 'Ada again', 0, '')",
        "UPDATE accounts SET is_migrating = 1 WHERE id = '" + BOB + "'");
    note(NOTE, "xyz", 1L, 1L, "x");
    Adoption.Summary summary = adopt();
    assertThat(summary.accounts()).isEqualTo(2);
    assertThat(summary.unserved()).isEqualTo(4);
    assertThat(summary.halfMoved()).isEqualTo(1);
    assertThat(Files.readAllLines(summary.report()))
        .anySatisfy(line -> assertThat(line).contains("comes twice"))
        .anySatisfy(line -> assertThat(line).contains("blank"));
  }

  @Test
  void whatIsCutOffIsFinishedByTheNextRun() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      note(i % 10 == 0 ? "broken " + i : UUID.randomUUID().toString(), ADA, 1L, 1L, "note " + i);
    }
    Adoption cutOff =
        new Adoption(
            app,
            data,
            "legacy",
            line -> {
              if (line.startsWith("adopting notes: 5")) {
                throw new IllegalStateException("the power is gone");
              }
            });
    assertThatThrownBy(cutOff::run).hasMessage("the power is gone");
    assertThatThrownBy(() -> store(data))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("not adopted to its end", "--adopt");

    Adoption.Summary summary = adopt();
    assertThat(summary.notes()).isEqualTo(900);
    assertThat(summary.unserved()).isEqualTo(100);
    try (NoteStore store = store(data)) {
      assertThat(store.totals().notes()).isEqualTo(900);
    }

    Adoption.Summary again = adopt();
    assertThat(again.notes()).isEqualTo(900);
    assertThat(said).contains("adopted already: nothing to do");
  }

  @Test
  void inPlaceTheFileItselfIsServed() throws Exception {
    note(NOTE, ADA, 1L, 1L, "good");
    Adoption.Summary summary = new Adoption(app, app, "legacy", said::add).run();
    assertThat(summary.notes()).isEqualTo(1);
    try (NoteStore store = store(app)) {
      assertThat(((NoteAnswer.One) get(store, ADA, NOTE)).note()).isPresent();
    }
  }

  @Test
  void aStoreThatStartsOnTheAppsFileRefuses() throws Exception {
    note(NOTE, ADA, 1L, 1L, "good");
    assertThatThrownBy(() -> store(app))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("not adopted", "--adopt");
  }

  @Test
  void aDataFolderWithAStoreOfItsOwnIsRefused() {
    store(data).close();
    assertThatThrownBy(this::adopt)
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("data of its own");
  }

  @Test
  void aFolderThatIsNotTheAppsIsRefused() throws Exception {
    Files.delete(app.resolve("accounts.db"));
    assertThatThrownBy(this::adopt)
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("there is no file");
    Files.writeString(
        app.resolve("accounts.db"), "this is a text file, not a database; really it is");
    assertThatThrownBy(this::adopt)
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("cannot read");
    Files.delete(app.resolve("accounts.db"));
    sql("accounts.db", "CREATE TABLE accounts(id TEXT)");
    assertThatThrownBy(this::adopt)
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("accounts", "is_migrating");
  }
}
