package dev.notely.store.notes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Looking and mending, in both schemas and in the store without a disk. */
final class InspectionTest {
  /** What is looked at. */
  enum Kind {
    LEGACY,
    CLUSTERED,
    MEMORY
  }

  private static final ByteString ACCOUNT = id(1);
  private static final Proof PROOF = new Proof(ACCOUNT, "elsewhere", 1, Proof.Role.HOME);
  private static final KeyRange ALL = KeyRange.ALL;

  private final OwnershipRules rules = new OwnershipRules("here");
  private final RecordOperations records = new RecordOperations(rules);
  private final InspectionOperations inspection = new InspectionOperations(rules);
  @AutoClose private final Places places = new Places();
  @TempDir private Path folder;

  /** Both schemas' stores, opened when first used, and the one without a disk. */
  private final class Places implements AutoCloseable {
    private final InMemoryTables memory = new InMemoryTables();
    private Optional<NoteStore> store = Optional.empty();

    NoteStore store(Kind kind) {
      if (store.isEmpty()) {
        store =
            Optional.of(
                NoteStore.open(
                    folder.resolve("notes.db"),
                    "here",
                    NoteSchema.valueOf(kind.name()),
                    InstantSource.system()));
      }
      return store.get();
    }

    <R> R write(Kind kind, Function<AccountTables, R> work) {
      return kind == Kind.MEMORY
          ? memory.inTransaction(ACCOUNT, work)
          : store(kind).transaction(_ -> work).join();
    }

    RecordReply repair(Kind kind, Proof proof, KeyRange range, List<StoredRecord> with) {
      if (kind != Kind.MEMORY) {
        return store(kind).repair(proof, range, with);
      }
      Drift drift = inspection.drift(memory, ACCOUNT);
      return memory.inTransaction(
          ACCOUNT, tables -> inspection.repair(tables, proof, range, with, drift));
    }

    @Override
    public void close() {
      store.ifPresent(NoteStore::close);
    }
  }

  private static ByteString id(int number) {
    byte[] bytes = new byte[16];
    bytes[13] = (byte) (number >> 16);
    bytes[14] = (byte) (number >> 8);
    bytes[15] = (byte) number;
    return ByteString.copyFrom(bytes);
  }

  private static StoredRecord live(int key, long seq, String content) {
    return new StoredRecord(
        id(key), seq, false, new NoteValue(1, 2, ByteString.copyFromUtf8(content)).encode());
  }

  private static StoredRecord dead(int key, long seq) {
    return new StoredRecord(id(key), seq, true, ByteString.EMPTY);
  }

  private void imports(Kind kind, StoredRecord... copied) {
    places.write(kind, tables -> records.beginImport(tables, PROOF, 0));
    RecordBatch scan =
        new RecordBatch(
            List.of(copied), List.of(), 0, new BatchRange.Scan(ByteString.EMPTY, ScanPosition.END));
    assertThat(
            places
                .write(kind, tables -> records.apply(tables, PROOF, scan, Optional.empty()))
                .isDone())
        .isTrue();
  }

  private Fingerprint print(Kind kind, KeyRange range, int limit, boolean detail) {
    return places.write(
        kind, tables -> inspection.fingerprint(tables, ACCOUNT, range, limit, detail));
  }

  private static RecordDigest digest(Collection<StoredRecord> records) {
    RecordDigest digest = RecordDigest.EMPTY;
    for (StoredRecord record : records) {
      digest = digest.plus(record);
    }
    return digest;
  }

  @ParameterizedTest
  @EnumSource
  void aFingerprintIsOfTheRecordsOfItsRange(Kind kind) {
    imports(kind, live(1, 1, "a"), live(2, 2, "b"), dead(3, 5), live(4, 4, "d"), dead(6, 6));
    Fingerprint whole = print(kind, ALL, 10, true);
    assertThat(whole.end()).isTrue();
    assertThat(whole.lastKey()).isEqualTo(id(4));
    assertThat(whole.records()).isEqualTo(3).isEqualTo(whole.row().notes());
    assertThat(whole.digest()).isEqualTo(whole.row().digest());
    assertThat(whole.bytes()).isEqualTo(whole.row().bytes());
    assertThat(whole.versions())
        .containsExactly(
            new RecordVersion(id(1), 1, false, digest(List.of(live(1, 1, "a"))).high()),
            new RecordVersion(id(2), 2, false, digest(List.of(live(2, 2, "b"))).high()),
            new RecordVersion(id(3), 5, true, 0),
            new RecordVersion(id(4), 4, false, digest(List.of(live(4, 4, "d"))).high()),
            new RecordVersion(id(6), 6, true, 0));

    Fingerprint first = print(kind, ALL, 2, true);
    assertThat(first.end()).isFalse();
    assertThat(first.lastKey()).isEqualTo(id(2));
    assertThat(first.versions()).hasSize(2);
    Fingerprint rest = print(kind, new KeyRange(id(2), id(4)), 2, true);
    assertThat(rest.end()).isTrue();
    assertThat(rest.digest()).isEqualTo(digest(List.of(live(4, 4, "d"))));
    assertThat(rest.versions()).extracting(RecordVersion::key).containsExactly(id(3), id(4));
    Fingerprint nothing = print(kind, new KeyRange(id(4), ByteString.EMPTY), 2, false);
    assertThat(nothing.end()).isTrue();
    assertThat(nothing.lastKey()).isEqualTo(ByteString.EMPTY);
    assertThat(nothing.digest()).isEqualTo(RecordDigest.EMPTY);
  }

  @ParameterizedTest
  @EnumSource
  void moreTombstonesThanAReplyHoldsComeInPages(Kind kind) {
    imports(kind, live(1, 1, "a"), live(30_000, 2, "z"));
    places.write(
        kind,
        tables -> {
          for (int key = 2; key < 25_000; key++) {
            tables.putTombstone(ACCOUNT, id(key), key);
          }
          return true;
        });
    List<RecordVersion> all = new ArrayList<>();
    KeyRange range = ALL;
    Fingerprint page = print(kind, range, 5_000, true);
    assertThat(page.end()).isFalse();
    assertThat(page.records()).isEqualTo(1);
    all.addAll(page.versions());
    page = print(kind, new KeyRange(page.lastKey(), ByteString.EMPTY), 5_000, true);
    assertThat(page.end()).isTrue();
    all.addAll(page.versions());
    assertThat(all).hasSize(25_000).doesNotHaveDuplicates();
    assertThat(all.getLast().key()).isEqualTo(id(30_000));
  }

  @ParameterizedTest
  @EnumSource(names = {"LEGACY", "CLUSTERED"})
  void whatIsChangedBehindTheStoreShowsAndIsMended(Kind kind) {
    StoredRecord[] sound = {live(1, 1, "a"), live(2, 2, "b"), live(3, 3, "c")};
    imports(kind, sound);
    RecordDigest kept = print(kind, ALL, 10, false).row().digest();
    String second = kind == Kind.LEGACY ? "'" + UuidText.of(id(2)) + "'" : hex(2);
    String third = kind == Kind.LEGACY ? "'" + UuidText.of(id(3)) + "'" : hex(3);
    raw(kind, "UPDATE notes SET content = 'torn and longer' WHERE id = " + second);
    raw(kind, "DELETE FROM notes WHERE id = " + third);
    Fingerprint torn = print(kind, ALL, 10, true);
    assertThat(torn.row().digest()).isEqualTo(kept);
    assertThat(torn.digest()).isNotEqualTo(kept);
    assertThat(torn.records()).isEqualTo(2);
    assertThat(torn.end()).isTrue();

    RecordReply reply =
        places.repair(kind, PROOF, new KeyRange(id(1), id(3)), List.of(sound[1], sound[2]));
    assertThat(reply.isDone()).isTrue();
    assertTrue(kind, List.of(sound));
    assertThat(print(kind, ALL, 10, false).row().digest()).isEqualTo(kept);
  }

  private static String hex(int key) {
    return "x'%032x'".formatted(key);
  }

  private void raw(Kind kind, String sql) {
    Function<Session, Integer> change = session -> session.update(sql);
    assertThat(places.store(kind).database().writer().submit(change).join()).isEqualTo(1);
  }

  private void assertTrue(Kind kind, Collection<StoredRecord> wanted) {
    List<StoredRecord> found =
        places.write(kind, tables -> tables.records(ACCOUNT, ByteString.EMPTY, 1_000_000));
    assertThat(found).containsExactlyElementsOf(wanted);
    Ownership row = places.write(kind, tables -> tables.ownership(ACCOUNT));
    assertThat(row.digest()).isEqualTo(digest(wanted));
    assertThat(row.notes()).isEqualTo(wanted.size());
    assertThat(row.bytes())
        .isEqualTo(wanted.stream().mapToLong(record -> record.value().size()).sum());
  }

  @ParameterizedTest
  @EnumSource
  void aRepairPutsTheRecordsOfARangeInThePlaceOfWhatIsThere(Kind kind) {
    TreeMap<Integer, StoredRecord> model = new TreeMap<>();
    SplittableRandom random = new SplittableRandom(7);
    for (int key = 0; key < 700; key++) {
      model.put(key + 1, live(key + 1, key + 1, "content " + random.nextInt(5)));
    }
    imports(kind, model.values().toArray(StoredRecord[]::new));
    for (int round = 0; round < 20; round++) {
      int after = random.nextInt(600);
      int until = after + 1 + random.nextInt(400);
      model.subMap(after, false, until, true).clear();
      TreeMap<Integer, StoredRecord> fresh = new TreeMap<>();
      for (int i = random.nextInt(300); i > 0; i--) {
        int key = after + 1 + random.nextInt(until - after);
        fresh.put(key, live(key, 1_000 + random.nextInt(1_000), "repaired in " + round));
      }
      model.putAll(fresh);
      places.write(
          kind,
          tables -> {
            tables.putTombstone(ACCOUNT, id(after + 1), 5_000);
            tables.putTombstone(ACCOUNT, id(until + 1), 5_000);
            if (kind == Kind.MEMORY) {
              // Behind the store's back: no counter follows.
              tables.putRecords(ACCOUNT, List.of(live(until, 99, "torn")));
            }
            return true;
          });
      KeyRange range = new KeyRange(id(after), id(until));
      assertThat(places.repair(kind, PROOF, range, List.copyOf(fresh.values())).isDone()).isTrue();
      long tombstones =
          places.write(kind, tables -> (long) tables.tombstones(ACCOUNT, range, 10).size());
      assertThat(tombstones).isZero();
      assertThat(places.<Long>write(kind, tables -> tables.tombstone(ACCOUNT, id(until + 1))))
          .isEqualTo(5_000);
      assertTrue(kind, model.values());
    }
    assertThat(places.repair(kind, PROOF, ALL, List.of()).row().digest())
        .isEqualTo(RecordDigest.EMPTY);
    assertTrue(kind, List.of());
  }

  @ParameterizedTest
  @EnumSource
  void onlyACopyInTheMakingOfThisEpochIsRepaired(Kind kind) {
    assertThat(places.repair(kind, PROOF, ALL, List.of()).refusal()).contains(Refusal.NOT_HOME);
    imports(kind, live(1, 1, "a"));
    Ownership before = places.write(kind, tables -> tables.ownership(ACCOUNT));
    Proof older = new Proof(ACCOUNT, "elsewhere", 0, Proof.Role.HOME);
    Proof newer = new Proof(ACCOUNT, "elsewhere", 2, Proof.Role.HOME);
    Proof here = new Proof(ACCOUNT, "here", 1, Proof.Role.HOME);
    assertThat(places.repair(kind, older, ALL, List.of()).refusal()).contains(Refusal.STALE_EPOCH);
    assertThat(places.repair(kind, newer, ALL, List.of()).refusal()).contains(Refusal.NOT_HOME);
    assertThat(places.repair(kind, here, ALL, List.of()).refusal()).contains(Refusal.WRONG_STORE);
    assertThat(places.<Ownership>write(kind, tables -> tables.ownership(ACCOUNT)))
        .isEqualTo(before);
    RecordBatch last =
        new RecordBatch(List.of(), List.of(), 0, new BatchRange.Changes(before.watermark(), 1));
    FinalState wanted = new FinalState(1, before.digest(), before.notes());
    places.write(kind, tables -> records.apply(tables, PROOF, last, Optional.of(wanted)));
    assertThat(places.repair(kind, PROOF, ALL, List.of()).refusal()).contains(Refusal.COMPLETE);
    assertTrue(kind, List.of(live(1, 1, "a")));
  }

  @ParameterizedTest
  @EnumSource
  void rowsComeInOrderOfAccounts(Kind kind) {
    for (int account : new int[] {300, 2, 7}) {
      Proof birth = new Proof(id(account), "here", 1, Proof.Role.HOME);
      places.write(kind, tables -> records.admit(tables, birth));
    }
    InspectionOperations.RowsPage first =
        places.write(kind, tables -> inspection.rows(tables, ByteString.EMPTY, 2));
    assertThat(first.rows()).extracting(AccountRow::account).containsExactly(id(2), id(7));
    assertThat(first.rows().getFirst().row().state()).isEqualTo(RowState.SERVING);
    assertThat(first.more()).isTrue();
    InspectionOperations.RowsPage rest =
        places.write(kind, tables -> inspection.rows(tables, id(7), 2));
    assertThat(rest.rows()).extracting(AccountRow::account).containsExactly(id(300));
    assertThat(rest.more()).isFalse();
    assertThat(places.write(kind, tables -> inspection.rows(tables, List.of(id(9), id(7)))).rows())
        .extracting(row -> row.row().state())
        .containsExactly(RowState.NONE, RowState.SERVING);
  }

  @Test
  void aDriftIsNoneWhereNobodyMeddled() {
    imports(Kind.MEMORY, live(1, 1, "a"), dead(2, 2));
    assertThat(inspection.drift(places.memory, ACCOUNT)).isEqualTo(Drift.NONE);
  }
}
