package dev.notely.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.Refusal;
import java.util.EnumSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each reply means under each placement. */
final class RoutePlannerTest {
  private static NextStep plan(Phase phase, Refusal refusal) {
    Placement proof =
        new Placement(new UUID(1, 2), 3, "new", phase.hasSecond() ? "old" : "", phase, 3);
    return RoutePlanner.plan(proof, reply(refusal));
  }

  private static NoteReply reply(Refusal refusal) {
    return new NoteReply(refusal, 3, false, "");
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void theFormerHomeIsAskedForOverlaidAccountsOnly(Phase phase) {
    assertThat(plan(phase, Refusal.ASK_FALLBACK))
        .isEqualTo(phase == Phase.OVERLAID ? NextStep.ASK_FALLBACK : NextStep.REFRESH);
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void aHomeThatIsNoneIsMadeOneWhereThePlacementSaysSo(Phase phase) {
    assertThat(plan(phase, Refusal.NOT_HOME))
        .isEqualTo(
            switch (phase) {
              case NEW -> NextStep.ADMIT;
              case OVERLAID -> NextStep.OPEN;
              case SETTLED, MOVING, MOVED, KEPT, RETURNING, SWITCHING -> NextStep.REFRESH;
            });
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void aStaleEpochIsRefreshedAndASealedRowWaitedFor(Phase phase) {
    assertThat(plan(phase, Refusal.STALE_EPOCH)).isEqualTo(NextStep.REFRESH);
    assertThat(plan(phase, Refusal.SEALED_ROW)).isEqualTo(NextStep.WAIT);
    assertThat(plan(phase, Refusal.NONE)).isEqualTo(NextStep.ANSWER);
  }

  @Test
  void aFormerHomeThatIsNotDemotedYetIsToldSo() {
    assertThat(RoutePlanner.planFallback(reply(Refusal.NONE))).isEqualTo(NextStep.ANSWER);
    assertThat(RoutePlanner.planFallback(reply(Refusal.NOT_HOME))).isEqualTo(NextStep.OPEN);
    assertThat(RoutePlanner.planFallback(reply(Refusal.STALE_EPOCH))).isEqualTo(NextStep.REFRESH);
    for (Refusal refusal : EnumSet.of(Refusal.WRONG_STORE, Refusal.ASK_FALLBACK)) {
      assertThat(RoutePlanner.planFallback(reply(refusal))).isEqualTo(NextStep.FAIL);
    }
  }
}
