package dev.notely.gateway.proxy;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which release an account is served by. Accounts stand in a line, in the order of a hash of their
 * ids; the first share of the line is the newest release's, the next one the release's before it.
 * So an account keeps its release while the shares stay, and changes it once at most while the
 * newest release's share grows.
 *
 * @param shares newest release first, together 100 percent; empty: any release will do
 */
record ReleaseSplit(List<Share> shares) {
  static final ReleaseSplit NONE = new ReleaseSplit(List.of());

  private static final int PLACES = 10_000;

  /** Percent of the accounts. */
  record Share(String release, int percent) {}

  ReleaseSplit {
    shares = List.copyOf(shares);
  }

  /** The release of an account; empty: any. */
  Optional<String> of(UUID account) {
    int place = place(account);
    int end = 0;
    for (Share share : shares) {
      end += share.percent() * (PLACES / 100);
      if (place < end) {
        return Optional.of(share.release());
      }
    }
    return Optional.empty();
  }

  boolean gives(String release) {
    return shares.stream().anyMatch(share -> share.release().equals(release));
  }

  /** Where an account stands in the line, from 0. */
  static int place(UUID account) {
    long mixed =
        (account.getMostSignificantBits() * 0x9E3779B97F4A7C15L)
            ^ account.getLeastSignificantBits();
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return (int) Long.remainderUnsigned(mixed ^ (mixed >>> 31), PLACES);
  }
}
