package dev.notely.proxy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The operator's bound holds for whatever is done to a copy besides the move itself. */
final class CopiesPaceTest {
  private static final Placement KEPT =
      new Placement(ScriptedCatalog.ACCOUNT, 2, "new", "old", Phase.KEPT, 2, 7);

  private final List<String> calls = new ArrayList<>();
  private final ScriptedStore home = new ScriptedStore("new", calls);
  private final ScriptedStore former = new ScriptedStore("old", calls);
  private final StandingClock clock = new StandingClock();
  private final Verifier verifier = new Verifier(_ -> new Copy(), this::store, Runnable::run);

  private ScriptedStore store(String name) {
    return name.equals("new") ? home : former;
  }

  private MovePermit permit(long recordsPerSecond) {
    return MovePermit.of(KEPT, () -> recordsPerSecond, Brake.NONE, clock);
  }

  private Duration passed() {
    return Duration.between(Instant.EPOCH, clock.now());
  }

  /** Of two equal stores with two ranges of ten records. */
  private final class Copy extends UnaskedInspection {
    @Override
    public Range fingerprint(
        UUID account, ByteString after, ByteString until, int limit, boolean withVersions) {
      ByteString key = ByteString.copyFromUtf8(after.isEmpty() ? "a" : "b");
      return new Range(
          ScriptedStore.COPIED, key, !after.isEmpty(), 10, OwnershipRow.Digest.NONE, 0, List.of());
    }

    @Override
    public RecordStore.Reply repair(Placement proof, RecordStore.Batches scan) {
      while (scan.hasNext()) {
        calls.add("repair " + scan.next().records());
      }
      return new RecordStore.Reply(Refusal.NONE, ScriptedStore.COPIED);
    }

    @Override
    public List<StoredAccount> rows(List<UUID> accounts) {
      OwnershipRow row =
          new OwnershipRow(
              OwnershipRow.State.SERVING,
              2,
              9,
              OptionalLong.empty(),
              OptionalLong.of(3),
              ByteString.EMPTY,
              OwnershipRow.Digest.NONE,
              4,
              false,
              0);
      return accounts.stream().map(account -> new StoredAccount(account, row, 0)).toList();
    }
  }

  @Test
  void aComparisonKeepsToIt() {
    assertThat(verifier.compare(KEPT, false, permit(5)).records()).isEqualTo(20);
    assertThat(passed()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void aRepairKeepsToItAndWorksOnFewAtOnceWhereUsersAreHeldUp() {
    verifier.repair(KEPT, permit(2));
    assertThat(passed()).isEqualTo(Duration.ofSeconds(2));
    assertThat(calls).containsSubsequence("new.scan", "repair 2", "new.scan", "repair 2");
    home.atOnce.clear();
    verifier.repair(KEPT, MovePermit.of(KEPT, () -> 0, new HeldUp(), clock));
    assertThat(home.atOnce).containsOnly(MovePermit.FEW);
  }

  @Test
  void aFormerHomeThatFollowsKeepsToItAsItIsNow() {
    FakeMigrations catalog =
        new FakeMigrations(() -> {
          throw new AssertionError("not asked for");
        });
    catalog.accounts.add(
        new Account(
            KEPT.account(), 0, AccountState.REVERSE_SYNCED, "old", "new", 4, 0, 1, "", 0, KEPT));
    ReverseSync sync =
        new ReverseSync(
            new MigrationDriver.Ports(
                catalog,
                this::store,
                _ -> new Copy(),
                _ -> {},
                _ -> {
                  throw new AssertionError("nobody is watched here");
                },
                clock,
                "me"));
    ReverseSync.Pass pass = sync.run(7, () -> passed().isZero() ? 1 : 2);
    assertThat(calls).contains("old.apply");
    assertThat(pass.trouble()).isEmpty();
    // All five at two a second: the other bound counted while the first were waited for.
    assertThat(passed()).isEqualTo(Duration.ofMillis(2_500));
    assertThat(pass.waited()).isEqualTo(passed());
  }
}
