package dev.notely.proxy.migration.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What has changed under a plan since it was made. Its members are those of the status document's
 * {@code planChanged}.
 *
 * @param perWave sums for every wave, in order
 * @param named up to ten of the accounts, in the order of their ids
 * @param stores what is different about the targets, in sentences
 * @param sentence all of it, for people
 */
public record PlanDrift(
    List<WaveDrift> perWave, List<AccountDrift> named, List<String> stores, String sentence) {
  private static final int NAMED = 10;

  /** As stores and the catalog sort accounts: by their bytes. */
  private static final Comparator<UUID> BY_BYTES =
      Comparator.<UUID, Long>comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
          .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

  public PlanDrift {
    perWave = List.copyOf(perWave);
    named = List.copyOf(named);
    stores = List.copyOf(stores);
  }

  /**
   * What is different about a wave.
   *
   * @param came accounts that were not planned in it
   * @param went accounts that were, and are in none now
   * @param changed accounts that go to another target, or were in another wave
   */
  public record WaveDrift(String wave, long came, long went, long changed) {}

  /** What is different about an account. */
  public record AccountDrift(UUID account, Change change) {}

  /** How an account may differ. */
  public enum Change {
    /** It was not planned, and takes part. */
    CAME,
    /** It was planned, and is not selected any more, or at its target already. */
    WENT,
    /** It takes part in another wave, or goes to another target. */
    CHANGED
  }

  /** True if nothing is different. */
  public boolean none() {
    return named.isEmpty() && stores.isEmpty();
  }

  /**
   * Compares what was planned with what is there, both in the order of their ids; holds neither.
   */
  public static final class Comparison {
    private final List<String> waves;
    private final Iterator<Planned> before;
    private final Consumer<UUID> gone;
    private final long[] came;
    private final long[] went;
    private final long[] changed;
    private final List<AccountDrift> named = new ArrayList<>();
    private @Nullable Planned next;

    /**
     * Begins.
     *
     * @param before what was planned
     * @param gone is told of each account that takes no part any more
     */
    public Comparison(List<String> waves, Iterator<Planned> before, Consumer<UUID> gone) {
      this.waves = List.copyOf(waves);
      this.before = before;
      this.gone = gone;
      this.came = new long[waves.size()];
      this.went = new long[waves.size()];
      this.changed = new long[waves.size()];
      advance();
    }

    private void advance() {
      next = before.hasNext() ? before.next() : null;
    }

    /** The next account that would be planned now. */
    public void add(Planned now) {
      while (next != null && BY_BYTES.compare(next.account(), now.account()) < 0) {
        goes(next);
      }
      if (next == null || !next.account().equals(now.account())) {
        came[now.wave()]++;
        name(now, Change.CAME);
        return;
      }
      if (!next.equals(now)) {
        changed[now.wave()]++;
        name(now, Change.CHANGED);
      }
      advance();
    }

    private void goes(Planned account) {
      went[account.wave()]++;
      name(account, Change.WENT);
      gone.accept(account.account());
      advance();
    }

    private void name(Planned account, Change change) {
      if (named.size() < NAMED) {
        named.add(new AccountDrift(account.account(), change));
      }
    }

    /** No account comes after the last one. */
    public PlanDrift end(List<String> stores) {
      while (next != null) {
        goes(next);
      }
      List<WaveDrift> perWave = new ArrayList<>();
      for (int i = 0; i < waves.size(); i++) {
        perWave.add(new WaveDrift(waves.get(i), came[i], went[i], changed[i]));
      }
      return new PlanDrift(perWave, named, stores, sentence(perWave, stores));
    }
  }

  private static String sentence(List<WaveDrift> perWave, List<String> stores) {
    List<String> parts = new ArrayList<>(stores);
    perWave.forEach(wave -> clause(wave).ifPresent(parts::add));
    return parts.isEmpty()
        ? "nothing has changed since it was planned"
        : "changed since it was planned: " + String.join("; ", parts);
  }

  private static Optional<String> clause(WaveDrift wave) {
    List<String> parts = new ArrayList<>();
    add(parts, wave.came(), "came");
    add(parts, wave.went(), "went");
    add(parts, wave.changed(), "changed wave or target");
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of("wave '" + wave.wave() + "': " + String.join(", ", parts));
  }

  private static void add(List<String> parts, long accounts, String verb) {
    if (accounts > 0) {
      parts.add(accounts + (accounts == 1 ? " account " : " accounts ") + verb);
    }
  }
}
