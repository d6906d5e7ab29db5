package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.proto.catalog.v1.AccountEntry;
import dev.notely.proto.catalog.v1.AccountEntryPage;
import dev.notely.proto.catalog.v1.Phase;
import dev.notely.proto.telemetry.v1.Account;
import dev.notely.proxy.migration.UnaskedInspection;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.server.AccountSweep.Accounts;
import dev.notely.proxy.server.Look.Seen;
import dev.notely.proxy.store.Ids;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Going round the accounts without being a burden. */
final class AccountSweepTest {
  private final List<AccountEntry> entries = new ArrayList<>();
  private final Map<UUID, Long> notes = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final RecentPlacements placements = new RecentPlacements();
  private boolean away;
  private double mayAsk = 1;
  private final AccountSweep sweep =
      new AccountSweep(this::page, Store::new, _ -> mayAsk, placements);

  private final class Store extends UnaskedInspection {
    private final String name;

    Store(String name) {
      this.name = name;
    }

    @Override
    public List<StoredAccount> rows(List<UUID> accounts) {
      asked.add(name + " " + accounts.size());
      if (away) {
        throw new StoreUnavailableException("store '" + name + "' does not answer");
      }
      return accounts.stream()
          .map(id -> new StoredAccount(id, row(notes.getOrDefault(id, 0L)), 0))
          .toList();
    }

    @Override
    public StoreInspection.Range fingerprint(
        UUID account, ByteString after, ByteString until, int limit, boolean withVersions) {
      throw new AssertionError("not asked for");
    }

    @Override
    public RecordStore.Reply repair(Placement proof, RecordStore.Batches scan) {
      throw new AssertionError("not asked for");
    }
  }

  private static OwnershipRow row(long notes) {
    return new OwnershipRow(
        OwnershipRow.State.SERVING,
        1,
        1,
        OptionalLong.empty(),
        OptionalLong.empty(),
        ByteString.EMPTY,
        new OwnershipRow.Digest(0, 0),
        notes,
        false,
        0);
  }

  private AccountEntryPage page(ByteString after) {
    List<AccountEntry> rest =
        entries.stream()
            .filter(entry ->
                after.isEmpty()
                    || ByteString.unsignedLexicographicalComparator().compare(entry.getId(), after)
                        > 0)
            .toList();
    return AccountEntryPage.newBuilder()
        .addAllAccounts(rest.stream().limit(AccountSweep.PAGE).toList())
        .setMore(rest.size() > AccountSweep.PAGE)
        .build();
  }

  private UUID add(int number, String home, long count) {
    UUID id = new UUID(1, number);
    entries.add(
        AccountEntry.newBuilder()
            .setId(Ids.bytes(id))
            .setName("a" + number)
            .setTier("free")
            .setPlacement(
                dev.notely.proto.catalog.v1.Placement.newBuilder()
                    .setAccount(Ids.bytes(id))
                    .setEpoch(1)
                    .setHome(home)
                    .setPhase(Phase.SETTLED)
                    .setVersion(5))
            .build());
    notes.put(id, count);
    return id;
  }

  private static Account of(Seen<Accounts> seen, UUID id) {
    return ObservedSystems.row(seen.what().rows(), AccountSweep.key(Ids.bytes(id)));
  }

  @Test
  void accountsComeWithTheNotesThatTheirHomesCount() {
    UUID here = add(1, "old", 3);
    UUID there = add(2, "new", 4);
    Seen<Accounts> seen = sweep.look();
    assertThat(of(seen, here))
        .isEqualTo(
            Account.newBuilder()
                .setId(Ids.bytes(here))
                .setName("a1")
                .setTier("free")
                .setHome("old")
                .setPhase("settled")
                .setEpoch(1)
                .setNotes(3)
                .build());
    assertThat(of(seen, there).getNotes()).isEqualTo(4);
    assertThat(seen.what().total()).isEqualTo(2);
    assertThat(asked).containsExactlyInAnyOrder("old 1", "new 1");
  }

  @Test
  void aLookSoonAfterAsksNobodyAndIsTheSame() {
    add(1, "old", 3);
    Seen<Accounts> first = sweep.look();
    add(2, "old", 3);
    assertThat(sweep.look().what()).isSameAs(first.what());
    assertThat(asked).hasSize(1);
  }

  @Test
  void theFirstRoundEndsWhereTheRowsEndAndKeepsTheLargest() {
    for (int i = 0; i < 10_500; i++) {
      add(i, "old", i);
    }
    Seen<Accounts> seen = sweep.look();
    assertThat(asked).hasSize(AccountSweep.BOUND / AccountSweep.PAGE);
    assertThat(seen.what().rows()).hasSize(10_000);
    assertThat(seen.what().total()).isEqualTo(10_000);
  }

  @Test
  void placementsAreShownWithoutAskingAnybody() {
    UUID id = add(1, "old", 3);
    placements.want(true);
    sweep.look();
    placements.changed(
        new Placement(id, 1, "old", "new", dev.notely.proxy.placement.Phase.MOVING, 6, 9));
    placements.changed(
        new Placement(
            new UUID(9, 9), 1, "old", "", dev.notely.proxy.placement.Phase.SETTLED, 7, 0));
    Account moving = of(sweep.look(), id);
    assertThat(moving.getTarget()).isEqualTo("new");
    assertThat(moving.getPhase()).isEqualTo("moving");
    assertThat(moving.getMigration()).isEqualTo(9);
    placements.changed(
        new Placement(id, 2, "new", "old", dev.notely.proxy.placement.Phase.KEPT, 8, 9));
    Account kept = of(sweep.look(), id);
    assertThat(kept.getHome()).isEqualTo("new");
    assertThat(kept.getTarget()).isEmpty();
    assertThat(kept.getNotes()).isEqualTo(3);
    assertThat(asked).hasSize(1);
  }

  @Test
  void anOlderPlacementChangesNothing() {
    UUID id = add(1, "old", 3);
    placements.want(true);
    sweep.look();
    placements.changed(
        new Placement(id, 1, "old", "new", dev.notely.proxy.placement.Phase.MOVING, 4, 9));
    assertThat(of(sweep.look(), id).getPhase()).isEqualTo("settled");
  }

  @Test
  void aStoreWhoseUsersFeelItIsNotAsked() {
    mayAsk = 0.5;
    UUID id = add(1, "old", 3);
    Seen<Accounts> seen = sweep.look();
    assertThat(of(seen, id).getNotes()).isZero();
    assertThat(seen.missing())
        .containsEntry("old", "its users come first: the notes of its accounts are not counted");
    assertThat(asked).isEmpty();
  }

  @Test
  void aStoreThatIsAwayIsMissing() {
    away = true;
    UUID id = add(1, "old", 3);
    Seen<Accounts> seen = sweep.look();
    assertThat(of(seen, id).getName()).isEqualTo("a1");
    assertThat(seen.missing().get("old")).contains("cannot be counted", "does not answer");
  }

  @Test
  void placementsAreKeptOnlyWhileSomebodyWantsThem() {
    Placement placement =
        new Placement(new UUID(1, 1), 1, "old", "", dev.notely.proxy.placement.Phase.SETTLED, 1, 0);
    placements.changed(placement);
    assertThat(placements.take()).isEmpty();
    placements.want(true);
    for (int i = 0; i < 20_000; i++) {
      placements.changed(
          new Placement(
              new UUID(1, i), 1, "old", "", dev.notely.proxy.placement.Phase.SETTLED, 1, 0));
    }
    assertThat(placements.take()).hasSize(10_000);
    assertThat(placements.take()).isEmpty();
    placements.changed(placement);
    placements.want(false);
    assertThat(placements.take()).isEmpty();
  }
}
