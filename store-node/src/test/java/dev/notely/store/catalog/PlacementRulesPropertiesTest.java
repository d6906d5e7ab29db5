package dev.notely.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds after any sequence of attempts, by any number of callers, however late they come. */
final class PlacementRulesPropertiesTest {
  private final PlacementRules rules = new PlacementRules();

  /** An attempt that believes in an epoch: the present one plus an error. */
  record Attempt(PlacementChange change, int error) {}

  @Provide
  Arbitrary<Attempt> attempts() {
    Arbitrary<PlacementChange> changes =
        Arbitraries.of(
            new PlacementChange.Admit(),
            new PlacementChange.Begin("b"),
            new PlacementChange.Begin("c"),
            new PlacementChange.Begin("c", true),
            new PlacementChange.Commit(1, 1),
            new PlacementChange.Abort(),
            new PlacementChange.Drained(1),
            new PlacementChange.Settle());
    return Combinators.combine(changes, Arbitraries.of(0, 0, 0, -1, -2, 1)).as(Attempt::new);
  }

  @Property
  void monotonicEpoch(@ForAll List<@From("attempts") Attempt> attempts) {
    PlacementRow row = start();
    for (Attempt attempt : attempts) {
      Optional<PlacementRules.Won> won =
          rules.apply(row, row.epoch() + attempt.error(), attempt.change());
      if (won.isPresent()) {
        PlacementRow next = won.get().row();
        assertThat(attempt.error()).isZero();
        assertThat(next.epoch()).isBetween(row.epoch(), row.epoch() + 1);
        assertThat(next.home().equals(row.home()) || next.epoch() > row.epoch())
            .as("a new home has a new epoch")
            .isTrue();
        assertThat(next.phase().hasSecond()).isEqualTo(!next.second().isEmpty());
        row = next;
      }
    }
  }

  @Property
  void oneWinnerPerEpoch(@ForAll List<@From("attempts") Attempt> attempts) {
    PlacementRow row = start();
    Map<Long, Integer> raisedFrom = new HashMap<>();
    for (Attempt attempt : attempts) {
      long expected = row.epoch() + attempt.error();
      Optional<PlacementRules.Won> won = rules.apply(row, expected, attempt.change());
      if (won.isPresent()) {
        if (won.get().row().epoch() > expected) {
          raisedFrom.merge(expected, 1, Integer::sum);
        }
        row = won.get().row();
        // The same attempt again, as a caller without an answer sends it.
        assertThat(rules.apply(row, expected, attempt.change())).isEmpty();
      }
    }
    assertThat(raisedFrom.values()).allMatch(winners -> winners == 1);
  }

  private static PlacementRow start() {
    return new PlacementRow(ByteString.copyFrom(new byte[16]), 1, "a", "", PlacementPhase.NEW, 1);
  }
}
