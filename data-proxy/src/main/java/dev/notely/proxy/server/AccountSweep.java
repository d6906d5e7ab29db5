package dev.notely.proxy.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.catalog.v1.AccountEntry;
import dev.notely.proto.catalog.v1.AccountEntryPage;
import dev.notely.proto.telemetry.v1.Account;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.server.Look.Seen;
import dev.notely.proxy.store.Ids;
import dev.notely.proxy.store.RecordMapping;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreInspection.StoredAccount;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.proxy.telemetry.Largest;
import dev.notely.proxy.telemetry.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Goes round the accounts of the catalog, 500 every two seconds, and asks their homes how many
 * notes they have; keeps those with the most. Placements come by themselves and are shown at once.
 * A store whose users feel it is not asked.
 */
final class AccountSweep {
  /** Accounts that are kept. */
  static final int BOUND = 10_000;

  /** Accounts at once. */
  static final int PAGE = 500;

  private static final Duration PERIOD = Duration.ofSeconds(2);

  private final Function<ByteString, AccountEntryPage> catalog;
  private final Function<String, StoreInspection> inspections;
  private final ToDoubleFunction<String> mayAsk;
  private final RecentPlacements placements;

  // Of one look at a time:
  private final Largest<UUID, Kept> kept = new Largest<>(BOUND, one -> one.row().getNotes());
  private final Pace pace = new Pace(PERIOD.toNanos(), System.nanoTime());
  private ByteString after = ByteString.EMPTY;
  private long round = 1;
  private long counted; // in this round
  private long total; // at the end of the last one
  private Accounts last = Accounts.NONE;
  private boolean changed;

  /**
   * What is kept.
   *
   * @param total of the catalog; until the first round is over, as far as it has come
   */
  record Accounts(Map<String, Account> rows, long total) {
    static final Accounts NONE = new Accounts(Map.of(), 0);
  }

  /**
   * A row.
   *
   * @param key as the stream names it
   * @param version of its placement
   * @param round in which the catalog last named it
   */
  private record Kept(String key, Account row, long version, long round) {
    Kept with(Account newest, long placed) {
      return new Kept(key, newest, placed, round);
    }

    Kept seen(long again) {
      return new Kept(key, row, version, again);
    }

    /** Then nothing of the row is to be made again: most accounts stay as they are. */
    boolean says(AccountEntry entry, long notes) {
      return version == entry.getPlacement().getVersion()
          && row.getNotes() == notes
          && row.getName().equals(entry.getName())
          && row.getTier().equals(entry.getTier());
    }
  }

  /**
   * Has not begun.
   *
   * @param catalog a page of up to {@link #PAGE} accounts after an id
   * @param mayAsk how much of what might be asked of a store may be, 0 to 1
   * @param placements that changed
   */
  AccountSweep(
      Function<ByteString, AccountEntryPage> catalog,
      Function<String, StoreInspection> inspections,
      ToDoubleFunction<String> mayAsk,
      RecentPlacements placements) {
    this.catalog = catalog;
    this.inspections = inspections;
    this.mayAsk = mayAsk;
    this.placements = placements;
  }

  /** The first round is made at once, as far as it is kept; after that a page when it is due. */
  Seen<Accounts> look() {
    Map<String, String> missing = new HashMap<>();
    long began = System.nanoTime();
    if (pace.isDue(began)) {
      int pages = round == 1 ? BOUND / PAGE : 1;
      boolean more = true;
      for (int i = 0; i < pages && more; i++) {
        more = readPage(missing);
      }
      pace.asked(began, System.nanoTime());
    }
    placements.take().forEach(this::moved);
    long known = Math.max(total, counted);
    if (changed || known != last.total()) {
      last = new Accounts(changed ? rows() : last.rows(), known);
      changed = false;
    }
    return new Seen<>(last, missing);
  }

  private Map<String, Account> rows() {
    Map<String, Account> rows = new HashMap<>();
    kept.all().values().forEach(one -> rows.put(one.key(), one.row()));
    return rows;
  }

  private boolean readPage(Map<String, String> missing) {
    AccountEntryPage page = catalog.apply(after);
    List<AccountEntry> entries = page.getAccountsList();
    Map<ByteString, Long> notes = notes(entries, missing);
    entries.forEach(entry -> put(entry, notes));
    counted += entries.size();
    if (page.getMore()) {
      after = entries.getLast().getId();
      return true;
    }
    long ended = round;
    kept.removeIf(one -> gone(one, ended));
    total = counted;
    counted = 0;
    after = ByteString.EMPTY;
    round++;
    return false;
  }

  private boolean gone(Kept one, long ended) {
    boolean gone = one.round() < ended;
    changed |= gone;
    return gone;
  }

  private Map<ByteString, Long> notes(List<AccountEntry> entries, Map<String, String> missing) {
    Map<String, List<UUID>> byHome = new HashMap<>();
    entries.forEach(entry ->
        byHome
            .computeIfAbsent(entry.getPlacement().getHome(), _ -> new ArrayList<>())
            .add(Ids.uuid("id", entry.getId())));
    Map<ByteString, Long> notes = new HashMap<>();
    byHome.forEach((home, ids) -> {
      if (mayAsk.applyAsDouble(home) < 1) {
        missing.put(home, "its users come first: the notes of its accounts are not counted");
        return;
      }
      try {
        for (StoredAccount stored : inspections.apply(home).rows(ids)) {
          notes.put(Ids.bytes(stored.account()), stored.row().notes());
        }
      } catch (StoreUnavailableException e) {
        missing.put(home, "the notes of its accounts cannot be counted: " + e.getMessage());
      }
    });
    return notes;
  }

  private void put(AccountEntry entry, Map<ByteString, Long> notes) {
    UUID id = Ids.uuid("id", entry.getId());
    Optional<Kept> before = kept.get(id);
    long last = before.map(one -> one.row().getNotes()).orElse(0L);
    long now = notes.getOrDefault(entry.getId(), last);
    Optional<Kept> same = before.filter(one -> one.says(entry, now));
    changed |= same.isEmpty();
    kept.put(id, same.map(one -> one.seen(round)).orElseGet(() -> made(entry, now)));
  }

  private Kept made(AccountEntry entry, long notes) {
    Placement placement = RecordMapping.placement(entry.getPlacement());
    Account.Builder row =
        Account.newBuilder()
            .setId(entry.getId())
            .setName(entry.getName())
            .setTier(entry.getTier())
            .setNotes(notes);
    return new Kept(key(entry.getId()), placed(row, placement), placement.version(), round);
  }

  private void moved(Placement placement) {
    kept.get(placement.account())
        .filter(one -> one.version() < placement.version())
        .ifPresent(one -> {
          Account row = placed(one.row().toBuilder(), placement);
          changed = true;
          kept.put(placement.account(), one.with(row, placement.version()));
        });
  }

  private static Account placed(Account.Builder account, Placement placement) {
    return account
        .setHome(placement.home())
        .setTarget(placement.phase().isMoving() ? placement.second() : "")
        .setPhase(placement.phase().name().toLowerCase(Locale.ROOT))
        .setEpoch(placement.epoch())
        .setMigration(placement.migration())
        .build();
  }

  /** As the stream names a row. */
  static String key(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }
}
