package dev.notely.store.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is there now. Proxies live here only; stores are remembered in the file too. A member belongs
 * to the stream that announced it last: the late end of an older stream of the same member takes
 * nothing away.
 */
public final class MemberDirectory {
  private final Map<String, Seat<Proxy>> proxies = new TreeMap<>(); // guarded by this
  private final Map<String, Seat<KnownStore>> liveStores = new TreeMap<>(); // guarded by this
  private final Map<String, Seat<Supervisor>> supervisors = new TreeMap<>(); // guarded by this
  private final Set<Runnable> watchers = ConcurrentHashMap.newKeySet();

  /** A live proxy. */
  public record Proxy(String name, String address, String release, int protocol) {}

  /** A store, there or not. */
  public record Store(KnownStore store, boolean live) {}

  private record Seat<M>(Object stream, M member) {}

  /** A stream of heartbeats began, or says something new. */
  public void joined(Object stream, Proxy proxy) {
    boolean changed;
    synchronized (this) {
      changed = sit(proxies, proxy.name(), new Seat<>(stream, proxy));
    }
    tell(changed);
  }

  /** As {@link #joined(Object, Proxy)}, of a store. */
  public void joined(Object stream, KnownStore store) {
    boolean changed;
    synchronized (this) {
      changed = sit(liveStores, store.name(), new Seat<>(stream, store));
    }
    tell(changed);
  }

  /** As {@link #joined(Object, Proxy)}, of a supervisor. */
  public void joined(Object stream, Supervisor supervisor) {
    boolean changed;
    synchronized (this) {
      changed = sit(supervisors, supervisor.name(), new Seat<>(stream, supervisor));
    }
    tell(changed);
  }

  private static <M> boolean sit(Map<String, Seat<M>> seats, String name, Seat<M> seat) {
    boolean renamed =
        seats
            .entrySet()
            .removeIf(e -> isOf(e.getValue(), seat.stream()) && !e.getKey().equals(name));
    Seat<M> before = seats.put(name, seat);
    return renamed || before == null || !before.member().equals(seat.member());
  }

  /** A stream ended. */
  public void left(Object stream) {
    boolean changed;
    synchronized (this) {
      boolean proxyLeft = proxies.values().removeIf(seat -> isOf(seat, stream));
      boolean supervisorLeft = supervisors.values().removeIf(seat -> isOf(seat, stream));
      changed =
          liveStores.values().removeIf(seat -> isOf(seat, stream)) || proxyLeft || supervisorLeft;
    }
    tell(changed);
  }

  @SuppressWarnings("ReferenceEquality") // a stream is itself, whatever it says
  private static boolean isOf(Seat<?> seat, Object stream) {
    return seat.stream() == stream;
  }

  public synchronized List<Proxy> proxies() {
    return proxies.values().stream().map(Seat::member).toList();
  }

  public synchronized List<Supervisor> supervisors() {
    return supervisors.values().stream().map(Seat::member).toList();
  }

  /** All that were ever known, by name, with the live address where there is one. */
  public synchronized List<Store> stores(List<KnownStore> remembered) {
    Map<String, Store> all = new TreeMap<>();
    remembered.forEach(store -> all.put(store.name(), new Store(store, false)));
    liveStores.forEach((name, seat) -> all.put(name, new Store(seat.member(), true)));
    return new ArrayList<>(all.values());
  }

  /** From now on {@code onChange} runs after each change: it must only hand over. */
  public void watch(Runnable onChange) {
    watchers.add(onChange);
  }

  /** Ends a watch; nothing happens if there was none. */
  public void unwatch(Runnable onChange) {
    watchers.remove(onChange);
  }

  private void tell(boolean changed) {
    if (changed) {
      watchers.forEach(Runnable::run); // outside the lock: a watcher may look at us
    }
  }
}
