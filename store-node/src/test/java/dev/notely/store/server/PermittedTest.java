package dev.notely.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.store.catalog.Migration;
import dev.notely.store.catalog.MigrationChange;
import dev.notely.store.catalog.MigrationEventKind;
import dev.notely.store.catalog.MigrationLimits;
import dev.notely.store.catalog.MigrationPlan;
import dev.notely.store.catalog.MigrationPosition;
import dev.notely.store.catalog.MigrationState;
import dev.notely.store.catalog.MigrationStateMachine;
import dev.notely.store.catalog.Verification;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a proxy is told that is permitted is what the table permits. */
final class PermittedTest {
  private static Optional<MigrationState> resumeTo(MigrationState state) {
    boolean stands = state == MigrationState.PAUSED || state == MigrationState.HELD;
    return stands ? Optional.of(MigrationState.RUNNING) : Optional.empty();
  }

  @ParameterizedTest
  @EnumSource
  void theTableSaysWhatIsPermitted(MigrationState state) {
    Migration migration =
        new Migration(
            1,
            new MigrationPlan("all", "{}", List.of("w")),
            new MigrationPosition(state, 0, false, resumeTo(state)),
            new MigrationLimits(1, 0),
            Verification.NONE,
            "",
            new MigrationChange(1, "op", "", "", 0),
            0,
            0);
    Set<String> rows =
        MigrationStateMachine.rows().stream()
            .filter(row -> row.from() == state)
            .map(MigrationStateMachine.Row::event)
            .filter(event -> event.isCommand() || event == MigrationEventKind.VERIFIED)
            .map(Enum::name)
            .collect(Collectors.toSet());
    assertThat(MigrationMapping.migration(migration).getPermittedList())
        .extracting(Enum::name)
        .containsExactlyInAnyOrderElementsOf(rows);
  }
}
