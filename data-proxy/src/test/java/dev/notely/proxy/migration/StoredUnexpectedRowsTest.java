package dev.notely.proxy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.UnexpectedRows.Found;
import dev.notely.proxy.migration.plan.MigrationSpec.UnexpectedData;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.UnusableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class StoredUnexpectedRowsTest {
  private static final UUID ACCOUNT = new UUID(0, 1);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<StoreInspection.Unconverted> rows = new ArrayList<>();
  private final List<Long> asked = new ArrayList<>();
  private final UnexpectedRows unexpected = new StoredUnexpectedRows(_ -> new Home(), this::policy);

  private UnexpectedData policy(long migration) {
    asked.add(migration);
    return migration == 1 ? UnexpectedData.QUARANTINE : UnexpectedData.LEAVE;
  }

  /** Pages of three. */
  private final class Home extends UnaskedInspection {
    @Override
    public UnconvertedPage unconverted(
        RowPosition after, int limit, boolean withRaw, List<UUID> accounts) {
      assertThat(accounts).containsExactly(ACCOUNT);
      int most = withRaw ? limit : 3;
      List<Unconverted> next = rows.stream().filter(row -> row.row() > after.row()).toList();
      return new UnconvertedPage(next.stream().limit(most).toList(), next.size() > most);
    }

    @Override
    public Optional<Raw> raw(UUID account, UUID record) {
      return Optional.of(new Raw("{\"content\":{\"type\":\"null\",\"value\":null}}", false, 0));
    }
  }

  private void row(int number, int rawLength) {
    rows.add(
        new StoreInspection.Unconverted(
            "old",
            "notes",
            number,
            "?",
            Optional.of(ACCOUNT),
            "its id is broken",
            Optional.of(
                new StoreInspection.Raw("\"" + "x".repeat(rawLength) + "\"", false, rawLength))));
  }

  private static Placement in(long migration) {
    return new Placement(ACCOUNT, 1, "old", "new", Phase.MOVING, 1, migration);
  }

  @Test
  void nothingIsFoundWhereEveryRowIsARecord() {
    assertThat(unexpected.before(in(1))).isEqualTo(new Found.Nothing());
    assertThat(asked).isEmpty();
  }

  @Test
  void thePolicyIsTheMigrationsAndAskedForOnce() {
    row(1, 1);
    assertThat(unexpected.before(in(1))).isInstanceOf(Found.SetAside.class);
    assertThat(unexpected.before(in(1))).isInstanceOf(Found.SetAside.class);
    assertThat(unexpected.before(in(2))).isInstanceOf(Found.LeaveBehind.class);
    assertThat(unexpected.before(in(0)))
        .isInstanceOfSatisfying(
            Found.LeaveBehind.class,
            left ->
                assertThat(left.reason())
                    .isEqualTo(
                        "1 row is no record in store 'old', such as row 1 of notes:"
                            + " its id is broken"));
    assertThat(asked).containsExactly(1L, 2L);
  }

  @Test
  void theEvidenceIsBoundedAndTheCountIsNot() {
    for (int i = 1; i <= 25; i++) {
      row(i, 60_000);
    }
    Found.SetAside found = (Found.SetAside) unexpected.before(in(1));
    JsonNode evidence = JSON.readTree(found.evidence());
    assertThat(evidence.path("count").intValue()).isEqualTo(25);
    assertThat(evidence.path("records")).hasSize(20);
    assertThat(evidence.at("/records/0/raw").asString()).hasSize(60_000);
    assertThat(evidence.at("/records/19/truncated").booleanValue()).isTrue();
    assertThat(evidence.at("/records/19/bytes").intValue()).isEqualTo(60_000);
    assertThat(found.evidence().length()).isLessThan(300_000);
  }

  @Test
  void aRecordInTheWayIsShownAsItsHomeHasIt() {
    String evidence =
        unexpected.evidence(in(1), new UnusableRecordException("new", new UUID(0, 9), "taken"));
    assertThat(JSON.readTree(evidence).at("/records/0/raw/content/type").asString())
        .isEqualTo("null");
  }
}
