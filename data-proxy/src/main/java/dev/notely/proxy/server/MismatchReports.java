package dev.notely.proxy.server;

import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.routing.ShadowReads;
import dev.notely.proxy.routing.ShadowReads.Mismatch;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MoveQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds the migration of an account whose copy a shadow read found wrong, and has the ledger say
 * which record, with both sides as evidence. Not its content: evidence is read by people who may
 * not read notes.
 */
final class MismatchReports implements ShadowReads.Findings {
  private static final Logger LOG = LoggerFactory.getLogger(MismatchReports.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final int REMEMBERED = 1_000;

  private final MoveQueue queue;
  private final InstantSource clock;

  /** When a record was last reported; the eldest go. Under its own lock. */
  private final Map<Wrong, Instant> reported =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Wrong, Instant> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Wrong(UUID account, String key) {}

  MismatchReports(MoveQueue queue, InstantSource clock) {
    this.queue = queue;
    this.clock = clock;
  }

  @Override
  public void mismatch(Mismatch mismatch) {
    if (isNews(new Wrong(mismatch.placement().account(), key(mismatch)))) {
      report(mismatch);
    }
  }

  private static String key(Mismatch mismatch) {
    return mismatch.note().map(UUID::toString).orElse("list");
  }

  /** A record that is wrong is found by each read of it: now and then is enough. */
  private boolean isNews(Wrong record) {
    Instant now = clock.instant();
    synchronized (reported) {
      Instant before = reported.get(record);
      boolean news = before == null || before.plus(AGAIN).isBefore(now);
      if (news) {
        reported.put(record, now);
      }
      return news;
    }
  }

  private void report(Mismatch mismatch) {
    Placement placement = mismatch.placement();
    LOG.atError()
        .addKeyValue("account", placement.account())
        .addKeyValue("record", key(mismatch))
        .addKeyValue("epoch", placement.epoch())
        .addKeyValue("home", SightEvidence.of(mismatch.home(), mismatch.copy()))
        .addKeyValue("copy", SightEvidence.of(mismatch.copy(), mismatch.home()))
        .log("a shadow read found another answer at " + placement.second());
    try {
      queue.mismatch(
          placement.migration(),
          new MigrationCatalog.Mismatch(
              placement.account(),
              key(mismatch),
              placement.second(),
              sentence(mismatch),
              JSON.writeValueAsString(evidence(mismatch))));
    } catch (CatalogUnavailableException e) {
      LOG.warn("the finding could not be reported; the next shadow read of it will", e);
    }
  }

  /** Of lists also one note that makes the difference: the evidence names more. */
  private static String sentence(Mismatch mismatch) {
    Placement placement = mismatch.placement();
    return "a shadow read found another answer at "
        + placement.second()
        + " than at "
        + placement.home()
        + onlyAt(placement.home(), SightEvidence.onlyListedBy(mismatch.home(), mismatch.copy()))
        + onlyAt(placement.second(), SightEvidence.onlyListedBy(mismatch.copy(), mismatch.home()));
  }

  private static String onlyAt(String store, List<UUID> notes) {
    if (notes.isEmpty()) {
      return "";
    }
    String more = notes.size() == 1 ? "" : " and " + (notes.size() - 1) + " more";
    return "; only " + store + " lists " + notes.getFirst() + more;
  }

  private static Map<String, Object> evidence(Mismatch mismatch) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("account", mismatch.placement().account());
    evidence.put("key", key(mismatch));
    evidence.put("epoch", mismatch.placement().epoch());
    evidence.put("traceId", mismatch.trace());
    evidence.put(mismatch.placement().home(), SightEvidence.of(mismatch.home(), mismatch.copy()));
    evidence.put(mismatch.placement().second(), SightEvidence.of(mismatch.copy(), mismatch.home()));
    return evidence;
  }
}
