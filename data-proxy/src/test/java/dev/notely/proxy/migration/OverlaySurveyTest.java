package dev.notely.proxy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.proxy.migration.outlook.Overlay;
import dev.notely.proxy.migration.outlook.Reports;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.OwnershipRow.State;
import dev.notely.proxy.store.StoreUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a leader counts of what nobody touched. */
class OverlaySurveyTest {
  private final StandingClock clock = new StandingClock();
  private final FakeMigrations catalog = new FakeMigrations(() -> new Reports().report());
  private final Map<UUID, Long> notes = new HashMap<>();
  private final Set<String> away = new HashSet<>();
  private int sampled;
  private final OverlaySurvey survey =
      new OverlaySurvey(
          new MigrationDriver.Ports(
              catalog,
              _ -> {
                throw no();
              },
              Rows::new,
              _ -> {
                throw no();
              },
              _ -> {
                throw no();
              },
              clock,
              "leader"));

  private static AssertionError no() {
    return new AssertionError("not asked for");
  }

  private final class Rows extends UnaskedInspection {
    private final String store;

    Rows(String store) {
      this.store = store;
    }

    @Override
    public List<StoredAccount> rows(List<UUID> accounts) {
      if (away.contains(store)) {
        throw new StoreUnavailableException("away");
      }
      return accounts.stream()
          .map(id -> new StoredAccount(id, row(notes.getOrDefault(id, 0L)), 0))
          .toList();
    }

    @Override
    public Range fingerprint(
        UUID account, ByteString after, ByteString until, int limit, boolean withVersions) {
      sampled++;
      clock.advance(Duration.ofMillis(50));
      return new Range(
          row(1), ByteString.EMPTY, false, 400, new OwnershipRow.Digest(0, 0), 0, List.of());
    }
  }

  private static OwnershipRow row(long notes) {
    return new OwnershipRow(
        State.READ_ONLY,
        2,
        9,
        OptionalLong.empty(),
        OptionalLong.empty(),
        ByteString.EMPTY,
        new OwnershipRow.Digest(0, 0),
        notes,
        false,
        0);
  }

  private UUID overlaid(int number, String former, long left) {
    UUID id = new UUID(number, 1);
    catalog.accounts.add(
        new Account(
            id,
            0,
            AccountState.OVERLAID,
            former,
            "new",
            0,
            0,
            1,
            "",
            0,
            new Placement(id, 2, "new", former, Phase.OVERLAID, 3, 7)));
    notes.put(id, left);
    return id;
  }

  @Test
  void whatAllFormerHomesHaveIsAddedUp() {
    assertThat(survey.look(7, false)).isEqualTo(Overlay.NONE);
    UUID ann = overlaid(1, "a", 100);
    overlaid(2, "b", 20);
    overlaid(3, "a", 3);
    Overlay seen = survey.look(7, false);
    assertThat(seen.accounts()).isEqualTo(3);
    assertThat(seen.notes()).isEqualTo(123);
    assertThat(seen.sampleRecords()).isEqualTo(400);
    assertThat(seen.sampleMillis()).isEqualTo(50);
    clock.advance(Duration.ofSeconds(10));
    notes.put(ann, 40L);
    seen = survey.look(7, false);
    assertThat(seen.notes()).isEqualTo(63);
    assertThat(seen.movedPerSecond()).isBetween(5.9, 6.0);
    assertThat(sampled).as("now and then").isEqualTo(1);
    clock.advance(Duration.ofSeconds(60));
    survey.look(7, false);
    assertThat(sampled).isEqualTo(2);
  }

  @Test
  void ofAStoreThatIsAwayWhatItHadCounts() {
    overlaid(1, "a", 100);
    overlaid(2, "b", 20);
    survey.look(7, false);
    away.add("b");
    notes.replaceAll((_, _) -> 5L);
    assertThat(survey.look(7, false).notes()).isEqualTo(25);
    assertThat(survey.look(7, false).accounts()).isEqualTo(2);
  }

  @Test
  void theDrainIsMeasuredForItself() {
    UUID ann = overlaid(1, "a", 1_000);
    survey.look(7, false);
    clock.advance(Duration.ofSeconds(10));
    notes.put(ann, 990L);
    assertThat(survey.look(7, false).movedPerSecond()).isPositive();
    assertThat(survey.look(7, true).movedPerSecond()).isZero();
    clock.advance(Duration.ofSeconds(10));
    notes.put(ann, 490L);
    assertThat(survey.look(7, true).movedPerSecond()).isEqualTo(50);
  }
}
