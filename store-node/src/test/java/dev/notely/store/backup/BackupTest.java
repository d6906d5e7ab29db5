package dev.notely.store.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.notely.runtime.process.StartupException;
import dev.notely.store.catalog.Catalog;
import dev.notely.store.catalog.KnownStore;
import dev.notely.store.catalog.PlacementChange;
import dev.notely.store.notes.Fallback;
import dev.notely.store.notes.NoteAnswer;
import dev.notely.store.notes.NoteSchema;
import dev.notely.store.notes.NoteStore;
import dev.notely.store.notes.NoteWrite;
import dev.notely.store.notes.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are copied while they are in use, and come back without claiming what is not theirs. */
final class BackupTest {
  private static final ByteString ADA = ByteString.copyFromUtf8("account-ada-0001");
  private static final ByteString BOB = ByteString.copyFromUtf8("account-bob-0001");

  @TempDir Path folder;
  private Path data;
  private Path copies;
  private Catalog catalog;
  private NoteStore legacy;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void aCatalogAndAStoreInUse() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    copies = folder.resolve("copies");
    catalog = Catalog.open(data.resolve("catalog.db"), InstantSource.system());
    catalog.remember(new KnownStore("legacy", "h:1", "legacy", Map.of())).join();
    catalog.remember(new KnownStore("new", "h:2", "clustered", Map.of())).join();
    legacy = store("legacy");
    born(ADA);
    write(legacy, ADA, 1, "first");
  }

  @AfterEach
  void nothingStaysOpen() {
    legacy.close();
    catalog.close();
  }

  private NoteStore store(String name) {
    return NoteStore.open(
        data.resolve(name + ".db"), name, NoteSchema.LEGACY, InstantSource.system());
  }

  private void born(ByteString account) {
    catalog.create(account, "name", "free", "", "legacy").join();
    catalog.compareAndSet(account, 1, new PlacementChange.Admit(), "test").join();
    legacy
        .command(records ->
            tables -> records.admit(tables, new Proof(account, "legacy", 1, Proof.Role.HOME)))
        .join();
  }

  private static ByteString note(String content) {
    return ByteString.copyFromUtf8(("note-" + content + "-000000000000").substring(0, 16));
  }

  private static NoteAnswer write(NoteStore store, ByteString account, long epoch, String content) {
    return store
        .write(
            new Proof(account, "legacy", epoch, Proof.Role.HOME),
            note("k" + content),
            Long.MAX_VALUE,
            new NoteWrite.Create(note(content), ByteString.copyFromUtf8(content), 1, 1),
            Fallback.UNASKED,
            () -> false)
        .join();
  }

  private static NoteAnswer read(NoteStore store, ByteString account, long epoch, String content) {
    return store
        .get(new Proof(account, "legacy", epoch, Proof.Role.HOME), note(content), Fallback.UNASKED)
        .join();
  }

  private static boolean has(NoteAnswer answer) {
    return answer instanceof NoteAnswer.One one && one.note().isPresent();
  }

  private Backup backup() {
    return new Backup(new FileFolders(List.of(data)), copies, said::add);
  }

  private Restore restore(boolean acceptLoss) {
    return new Restore(copies, new FileFolders(List.of(data)), acceptLoss, said::add);
  }

  private void lose(String name) throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      for (Path file :
          files.filter(one -> one.getFileName().toString().startsWith(name)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void sql(Path file, String statement) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var change = connection.createStatement()) {
      change.execute(statement);
    }
  }

  @Test
  void whatWasWrittenBeforeIsInTheCopyAndWhatCameAfterIsNot() throws IOException {
    assertThat(backup().all()).isZero();
    write(legacy, ADA, 1, "later");
    legacy.close();
    lose("legacy");
    restore(false).one("legacy");
    legacy = store("legacy");
    assertThat(has(read(legacy, ADA, 1, "first"))).isTrue();
    assertThat(has(read(legacy, ADA, 1, "later"))).isFalse();
    assertThat(said).anyMatch(line -> line.startsWith("legacy: 1 accounts, 1 notes, digest "));
  }

  @Test
  void aCopyIsMadeWhileOthersWrite() throws InterruptedException {
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < 500; i++) {
                write(legacy, ADA, 1, "n" + i);
              }
            });
    for (int i = 0; i < 5; i++) {
      new Backup(new FileFolders(List.of(data)), copies.resolve("" + i), said::add).one("legacy");
    }
    writer.join();
    assertThat(said).hasSize(5); // each compared record by record with its counts and digests
  }

  @Test
  void anAccountThatLeftSinceIsNotClaimedAgain() throws IOException {
    backup().all();
    catalog.compareAndSet(ADA, 1, new PlacementChange.Begin("new"), "test").join();
    catalog.compareAndSet(ADA, 1, new PlacementChange.Commit(1, 1), "test").join();
    legacy.close();
    lose("legacy");
    restore(false).one("legacy");
    legacy = store("legacy");
    // A proxy that still believes the former placement, in which the copy served it.
    assertThat(read(legacy, ADA, 1, "first")).isInstanceOf(NoteAnswer.Refused.class);
    assertThat(said.getLast()).contains("1 live elsewhere since and are removed");
  }

  @Test
  void anAccountThatCameSinceIsServedOnlyIfItsLossIsAccepted() throws IOException {
    backup().all();
    born(BOB);
    write(legacy, BOB, 1, "lost");
    legacy.close();
    lose("legacy");
    assertThatThrownBy(() -> restore(false).one("legacy"))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("--accept-loss");
    restore(true).one("legacy");
    legacy = store("legacy");
    assertThat(has(read(legacy, BOB, 1, "lost"))).isFalse();
    assertThat(has(write(legacy, BOB, 1, "anew"))).isTrue();
    assertThat(has(read(legacy, ADA, 1, "first"))).isTrue();
  }

  @Test
  void aCatalogThatIsOlderThanAStoreIsRefused() throws IOException {
    backup().all();
    catalog.compareAndSet(ADA, 1, new PlacementChange.Begin("new"), "test").join();
    catalog.compareAndSet(ADA, 1, new PlacementChange.Abort(), "test").join();
    write(legacy, ADA, 2, "at the later epoch");
    catalog.close();
    lose("catalog");
    assertThatThrownBy(() -> restore(false).one("catalog"))
        .hasMessageContaining("older than the store legacy")
        .hasMessageContaining("at epoch 2 there, at 1 here");
    assertThat(data.resolve("catalog.db")).doesNotExist();
  }

  @Test
  void everythingComesBackTogether() throws IOException {
    assertThat(backup().all()).isZero();
    assertThat(copies)
        .isDirectoryNotContaining(file -> !file.toString().matches(".*\\.db(\\.sha256)?"));
    legacy.close();
    catalog.close();
    lose("");
    restore(false).all();
    catalog = Catalog.open(data.resolve("catalog.db"), InstantSource.system());
    legacy = store("legacy");
    assertThat(catalog.placement(ADA).home()).isEqualTo("legacy");
    assertThat(has(read(legacy, ADA, 1, "first"))).isTrue();
  }

  @Test
  void whatMovesWhileCopiesAreMadeIsTold() throws IOException {
    backup().one("catalog");
    Files.delete(copies.resolve("catalog.db.sha256"));
    Path early = Files.move(copies.resolve("catalog.db"), folder.resolve("early.db"));
    catalog.compareAndSet(ADA, 1, new PlacementChange.Begin("new"), "test").join();
    catalog.compareAndSet(ADA, 1, new PlacementChange.Abort(), "test").join();
    write(legacy, ADA, 2, "at the later epoch");
    catalog.close();
    lose("catalog");
    Files.move(early, data.resolve("catalog.db"));
    assertThat(backup().all()).isEqualTo(1);
    catalog = Catalog.open(data.resolve("catalog.db"), InstantSource.system());
  }

  @Test
  void nothingIsOverwritten() {
    backup().one("legacy");
    assertThatThrownBy(() -> backup().one("legacy")).hasMessageContaining("overwrites nothing");
    assertThatThrownBy(() -> restore(false).one("legacy"))
        .hasMessageContaining("nothing is restored over it");
  }

  @Test
  void aCopyThatWasChangedIsRefused() throws Exception {
    backup().one("legacy");
    legacy.close();
    lose("legacy");
    sql(copies.resolve("legacy.db"), "UPDATE notes SET content = 'forged'");
    assertThatThrownBy(() -> restore(false).one("legacy")).hasMessageContaining("sha256");
  }

  @Test
  void recordsThatAreNotWhatTheirRowsSayAreNotBackedUpInSilence() throws Exception {
    legacy.close();
    sql(data.resolve("legacy.db"), "UPDATE notes SET content = 'forged'");
    assertThatThrownBy(() -> backup().one("legacy"))
        .hasMessageStartingWith("no copy of " + data.resolve("legacy.db") + " is kept: ")
        .hasMessageContaining("the records of 1 accounts are not what their rows say");
    assertThat(copies).isEmptyDirectory();
  }

  @Test
  void nothingComesBackWhereOneOfTheCopiesWasChanged() throws Exception {
    assertThat(backup().all()).isZero();
    legacy.close();
    catalog.close();
    lose("");
    sql(copies.resolve("legacy.db"), "UPDATE notes SET content = 'forged'");
    assertThatThrownBy(() -> restore(false).all()).hasMessageContaining("sha256");
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void aCopyOfAnotherStoreIsRefused() throws IOException {
    backup().one("legacy");
    Files.move(copies.resolve("legacy.db"), copies.resolve("new.db"));
    DigestFile.write(copies.resolve("new.db"));
    assertThatThrownBy(() -> restore(false).one("new"))
        .hasMessageContaining("is the file of legacy, not of new");
  }

  @Test
  void filesOfOthersAreLeftOutAndSaid() throws Exception {
    sql(data.resolve("accounts.db"), "CREATE TABLE accounts(id TEXT)");
    backup().all();
    assertThat(said).anyMatch(line -> line.startsWith("accounts: left out"));
    assertThat(copies.resolve("accounts.db")).doesNotExist();
  }
}
