package dev.notely.proxy.migration.plan;

import dev.notely.proxy.feeling.Counts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What an operator wrote: which accounts move where, in which order, and when to stop.
 *
 * @param name 1..60 of a-z, 0-9 and -
 * @param keepReverse after this time of soaking the migration finishes by itself; empty: an
 *     operator says it
 * @param deadline from the start; past it an alarm is raised
 * @param drain what nobody has touched is moved, too; false only with strategy lazy: it stays at
 *     the former home until somebody switches the drain on, or rolls back
 */
public record MigrationSpec(
    String name,
    Selection selection,
    Target target,
    List<Wave> waves,
    Gate gate,
    Limits limits,
    Optional<Duration> keepReverse,
    Optional<Duration> deadline,
    OnBreach onBreach,
    UnexpectedData unexpectedData,
    Mirroring mirroring,
    Strategy strategy,
    boolean drain) {
  public MigrationSpec {
    waves = List.copyOf(waves);
  }

  /**
   * Accounts by what they are; all that is given must hold.
   *
   * @param from stores that are their home; empty: any
   * @param accounts ids; empty: any
   * @param percent of all accounts, by {@link StableHash}
   */
  public record Selection(
      Set<String> from,
      Set<UUID> accounts,
      Optional<String> tier,
      Optional<Double> percent,
      Optional<String> region) {
    /** Every account. */
    public static final Selection ALL =
        new Selection(Set.of(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty());

    public Selection {
      from = Set.copyOf(from);
      accounts = Set.copyOf(accounts);
    }

    public boolean covers(AccountFacts account) {
      return (from.isEmpty() || from.contains(account.home()))
          && (accounts.isEmpty() || accounts.contains(account.id()))
          && tier.map(account.tier()::equals).orElse(true)
          && region.map(account.region()::equals).orElse(true)
          && percent.map(share -> StableHash.within(share, account.id())).orElse(true);
    }
  }

  /** Where accounts go. With several stores {@link Rendezvous} chooses each account's. */
  public sealed interface Target {
    /** These stores. */
    record Stores(List<String> names) implements Target {
      public Stores {
        names = List.copyOf(names);
      }
    }

    /** The live stores that have this label. */
    record Label(String key, String value) implements Target {}

    /** The other live stores of the same schema that serve accounts, those of `from` left out. */
    record AwayFrom(String store) implements Target {}
  }

  /** Accounts that move together; an account belongs to the first wave that covers it. */
  public record Wave(String name, Selection selection) {}

  /**
   * What must hold for the next wave to start.
   *
   * @param soak how long users are watched after a wave
   * @param maxErrorRate errors / requests, 0..1
   * @param maxLatencyRatio p90 after the move / before it
   * @param maxInconsistencies that strict users reported
   */
  public record Gate(
      Duration soak, double maxErrorRate, double maxLatencyRatio, long maxInconsistencies) {
    public static final Gate DEFAULT = new Gate(Duration.ofSeconds(30), 0.001, 1.5, 0);

    /** Compares what the same users felt before and after with the bounds. */
    public static Verdict judge(Gate bounds, Counts before, Counts after, long inconsistencies) {
      return new Judgement(bounds, before, after, inconsistencies).verdict();
    }
  }

  /**
   * How much at once; may be changed while it runs.
   *
   * @param concurrentAccounts over all proxies
   * @param recordsPerSecond 0: no bound
   */
  public record Limits(int concurrentAccounts, long recordsPerSecond) {
    public static final Limits DEFAULT = new Limits(4, 0);
  }

  /** What comes first for each account. */
  public enum Strategy {
    /** Its records are copied, then it is switched. */
    COPY,
    /** It is switched, then what nobody has touched is drained from the former home. */
    LAZY
  }

  /**
   * What an operator may change while it runs.
   *
   * @param shadowReads as in {@link Mirroring}
   * @param drain as in the specification; once it is on, it stays on
   */
  public record Changeable(Limits limits, double shadowReads, boolean drain) {}

  /** What is done with an account that has rows which are no records. */
  public enum UnexpectedData {
    /** It is set aside until somebody has resolved them. */
    QUARANTINE,
    /** It moves without them; they stay in their store. */
    LEAVE
  }

  /**
   * What proxies do at the second store of an account that moves.
   *
   * @param dualWrites send what the home has committed there at once
   * @param shadowReads share of users' reads that are repeated there and compared, 0..1
   */
  public record Mirroring(boolean dualWrites, double shadowReads) {
    /** Nothing. */
    public static final Mirroring NONE = new Mirroring(false, 0);
  }

  /** What a gate that fails does. */
  public enum OnBreach {
    /** Waits for an operator. */
    HOLD,
    /** Takes all accounts home. */
    ROLLBACK
  }
}
