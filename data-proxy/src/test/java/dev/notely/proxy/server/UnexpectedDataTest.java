package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.proto.migrations.v1.ResolveUnexpectedData;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.Ids;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationRefusedException;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreInspection.Decision;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the way of a migration, listed and resolved. */
final class UnexpectedDataTest {
  private static final UUID ACCOUNT = new UUID(1, 2);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String SOUND =
      "{\"id\":{\"type\":\"text\",\"value\":\"00000000-0000-0003-0000-000000000004\"},"
          + "\"created_at\":{\"type\":\"text\",\"value\":\"soon\"},"
          + "\"updated_at\":{\"type\":\"integer\",\"value\":6},"
          + "\"content\":{\"type\":\"text\",\"value\":\"kept\"}}";

  private static Account account(UUID id, AccountState state, String home) {
    return new Account(
        id,
        0,
        state,
        home,
        "new",
        0,
        0,
        0,
        "",
        0,
        new Placement(id, 3, home, "", Phase.SETTLED, 1, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void pagesJoinWithoutGapWhateverTheirLength(long seed) {
    Random random = new Random(seed);
    ListedMigration migration = new ListedMigration(3 + random.nextInt(5));
    List<AdoptedRows> stores =
        List.of(new AdoptedRows("a", 4), new AdoptedRows("b", 4), new AdoptedRows("c", 1_000));
    Function<String, StoreInspection> inspections = name -> stores.get("abc".indexOf(name));
    int expected = 0;
    for (int i = 0; i < 25; i++) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      int store = random.nextInt(3);
      boolean quarantined = random.nextInt(3) == 0;
      migration.add(
          account(
              id,
              quarantined ? AccountState.QUARANTINED : AccountState.WAITING,
              "abc".substring(store, store + 1)));
      if (quarantined && random.nextBoolean()) {
        migration.quarantine(
            id, "{\"records\":[{\"store\":\"x\",\"id\":\"y\",\"reason\":\"z\"},{\"row\":1}]}");
        expected++;
      }
      for (int row = random.nextInt(4); row > 0; row--) {
        stores.get(store).add(100 * i + row, Optional.of(id), "{}");
        expected++;
      }
    }
    UnexpectedListing listing = new UnexpectedListing(migration, inspections);
    List<UnexpectedListing.Entry> whole = all(listing, 1_000);
    assertThat(whole).hasSize(expected).doesNotHaveDuplicates();
    for (int limit = 1; limit <= 9; limit++) {
      assertThat(all(listing, limit)).isEqualTo(whole);
    }
  }

  private static List<UnexpectedListing.Entry> all(UnexpectedListing listing, int limit) {
    List<UnexpectedListing.Entry> entries = new ArrayList<>();
    String after = "";
    do {
      UnexpectedListing.Page page = listing.page(ListedMigration.ID, after, limit);
      assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit);
      entries.addAll(page.entries());
      after = page.next();
    } while (!after.isEmpty());
    return entries;
  }

  @Test
  void aCursorThatNobodyGaveIsRefused() {
    UnexpectedListing listing =
        new UnexpectedListing(new ListedMigration(1), _ -> new AdoptedRows("a", 1));
    for (String cursor : List.of("x", "x/y/z", ACCOUNT + "/notes", ACCOUNT + "/notes/x")) {
      assertThatThrownBy(() -> listing.page(ListedMigration.ID, cursor, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cursor");
    }
  }

  private final ListedMigration migration = new ListedMigration(10);
  private final AdoptedRows legacy = new AdoptedRows("legacy", 10);
  private final UnexpectedResolver resolver =
      new UnexpectedResolver(migration, _ -> legacy, InstantSource.fixed(NOW));

  private static ResolveUnexpectedData.Builder request(boolean drop) {
    return ResolveUnexpectedData.newBuilder()
        .setId(ListedMigration.ID)
        .setActor("ann")
        .setReason("why")
        .setStore("legacy")
        .setSource("notes")
        .setRow(5)
        .setDrop(drop);
  }

  private Decision decided(ResolveUnexpectedData.Builder request) {
    assertThat(resolver.resolve(request.build())).contains("\"row\":5");
    return legacy.decided.getLast();
  }

  private void refused(ResolveUnexpectedData.Builder request, String sentence) {
    assertThatThrownBy(() -> resolver.resolve(request.build())).hasMessageContaining(sentence);
    assertThat(legacy.decided).isEmpty();
  }

  @Test
  void whatAFixLeavesOutIsTheRows() {
    migration.add(account(ACCOUNT, AccountState.QUARANTINED, "legacy"));
    legacy.add(5, Optional.of(ACCOUNT), SOUND);
    refused(request(false), "createdAt is required");

    Decision.Fix fix = (Decision.Fix) decided(request(false).setCreatedAtMs(4));
    assertThat(fix.id()).isEqualTo(new UUID(3, 4));
    assertThat(fix.content()).isEqualTo("kept");
    assertThat(fix.createdAtMs()).isEqualTo(4);
    assertThat(fix.proof().epoch()).isEqualTo(3);

    UUID id = new UUID(5, 6);
    fix =
        (Decision.Fix)
            decided(
                request(false)
                    .setCreatedAtMs(4)
                    .setUpdatedAtMs(9)
                    .setContent("new")
                    .setNote(Ids.bytes(id)));
    assertThat(List.of(fix.id(), fix.content(), fix.updatedAtMs())).containsExactly(id, "new", 9L);
  }

  @Test
  void aRowOfNobodyIsDroppedOrGivenToAnAccountOfTheMigration() {
    migration.add(account(ACCOUNT, AccountState.WAITING, "legacy"));
    legacy.add(5, Optional.empty(), "{}");
    refused(request(false), "account is required");
    refused(request(false).setAccount(Ids.bytes(new UUID(8, 8))), "is not in this migration");
    refused(request(false).setAccount(Ids.bytes(ACCOUNT)).setCreatedAtMs(1), "id is required");
    assertThat(decided(request(true))).isEqualTo(new Decision.Drop());
  }

  @Test
  void refusalsSayWhy() {
    legacy.add(5, Optional.of(ACCOUNT), "{}");
    refused(request(true), "is not in this migration");
    migration.add(account(ACCOUNT, AccountState.WAITING, "new"));
    refused(request(false), "the account lives in store 'new'");
    refused(request(true).setRow(6), "no unresolved row 6 of notes");
    refused(request(true).setReason(" "), "reason is required");
    assertThatThrownBy(() -> resolver.resolve(request(true).setRow(Long.MIN_VALUE).build()))
        .isInstanceOf(MigrationRefusedException.class);
  }
}
