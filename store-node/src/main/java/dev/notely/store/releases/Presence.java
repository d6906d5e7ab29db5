package dev.notely.store.releases;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is there now.
 *
 * @param live names of live proxies by release
 * @param kept proxies by release that supervisors keep; one that was killed is started again, and
 *     is not live until then
 * @param supervised somebody is there who starts and stops proxies
 * @param nextRelease that a supervisor starts if nobody names another
 * @param startable releases that a supervisor can start
 * @param troubles of releases: why a supervisor has given up a proxy
 * @param tooOld releases whose proxies were turned away lately: the protocol that they speak
 */
public record Presence(
    Map<String, List<String>> live,
    Map<String, Integer> kept,
    boolean supervised,
    Optional<String> nextRelease,
    Set<String> startable,
    Map<String, String> troubles,
    Map<String, Integer> tooOld) {
  public Presence {
    live = Map.copyOf(live);
    kept = Map.copyOf(kept);
    startable = Set.copyOf(startable);
    troubles = Map.copyOf(troubles);
    tooOld = Map.copyOf(tooOld);
  }

  public int liveProxies(String release) {
    return live.getOrDefault(release, List.of()).size();
  }

  /** Proxies that serve a release, those included that will be back in a moment. */
  int proxies(String release) {
    return Math.max(liveProxies(release), kept.getOrDefault(release, 0));
  }

  public boolean lives(String release) {
    return live.containsKey(release);
  }

  /** Why a release cannot serve, whoever waits for it. */
  Optional<String> unfit(String release) {
    if (tooOld.containsKey(release) && !lives(release)) {
      return Optional.of(
          "proxies of "
              + release
              + " speak protocol "
              + tooOld.get(release)
              + ", which is too old: they were turned away");
    }
    return Optional.ofNullable(troubles.get(release));
  }
}
