package dev.notely.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Figures of single accounts cost a bounded memory, and add up as long as they are kept. */
class AccountMirrorsTest {
  private final AccountMirrors mirrors = new AccountMirrors(_ -> Optional.empty());

  private static Placement at(long account, String store, long migration) {
    return new Placement(new UUID(0, account), 2, "legacy", store, Phase.MOVING, 1, migration);
  }

  private long sent(long account, String store) {
    return mirrors.of(7).stream()
        .filter(one -> one.account().getLeastSignificantBits() == account)
        .filter(one -> one.store().equals(store))
        .mapToLong(one -> one.dualWrites().sent())
        .sum();
  }

  @Test
  void figuresAddUpByAccountStoreAndMigration() {
    mirrors.add(at(1, "new", 7), DualTally.ofSent(2));
    mirrors.add(at(1, "new", 7), DualTally.ofFailed(1));
    mirrors.add(at(1, "new", 7), ShadowFigures.of(ShadowComparator.Verdict.MISMATCH));
    mirrors.add(at(1, "other", 7), DualTally.ofSent(5));
    mirrors.add(at(1, "new", 8), DualTally.ofSent(9));
    assertThat(mirrors.of(7))
        .containsExactlyInAnyOrder(
            new AccountMirror(
                new UUID(0, 1),
                "new",
                new DualTally(2, 0, 1, 0, 0, 0, 0),
                ShadowFigures.counts(0, 0, 0, 1, 0, 0)),
            new AccountMirror(new UUID(0, 1), "other", DualTally.ofSent(5), ShadowFigures.NONE));
  }

  @Test
  void theLatestAreKeptAndTheOthersForgotten() {
    for (int account = 1; account <= AccountMirrors.MOST; account++) {
      mirrors.add(at(account, "new", 7), DualTally.ofSent(1));
    }
    mirrors.add(at(1, "new", 7), DualTally.ofSent(1)); // and so 2 is the eldest
    mirrors.add(at(9_999, "new", 7), DualTally.ofSent(1));
    assertThat(mirrors.of(7)).hasSize(AccountMirrors.MOST);
    assertThat(sent(1, "new")).isEqualTo(2);
    assertThat(sent(2, "new")).isZero();
    mirrors.add(at(2, "new", 7), DualTally.ofSent(1));
    assertThat(sent(2, "new")).as("begins anew").isEqualTo(1);
  }
}
