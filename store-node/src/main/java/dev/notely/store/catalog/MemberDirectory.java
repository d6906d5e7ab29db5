package dev.notely.store.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Who is there now. Proxies live here only; stores are remembered in the file too. */
public final class MemberDirectory {
  private final Map<String, Proxy> proxies = new TreeMap<>(); // guarded by this
  private final Map<String, KnownStore> liveStores = new TreeMap<>(); // guarded by this
  private final Set<Runnable> watchers = ConcurrentHashMap.newKeySet();

  /** A live proxy. */
  public record Proxy(String name, String address, String release, int protocol) {}

  /** A store, there or not. */
  public record Store(KnownStore store, boolean live) {}

  /** A stream of heartbeats began, or says something new. */
  public void joined(Proxy proxy) {
    boolean changed;
    synchronized (this) {
      changed = !proxy.equals(proxies.put(proxy.name(), proxy));
    }
    tell(changed);
  }

  public void joined(KnownStore store) {
    boolean changed;
    synchronized (this) {
      changed = !store.equals(liveStores.put(store.name(), store));
    }
    tell(changed);
  }

  /** Its stream ended; a newer registration under the same name stays. */
  public void left(Proxy proxy) {
    boolean changed;
    synchronized (this) {
      changed = proxies.remove(proxy.name(), proxy);
    }
    tell(changed);
  }

  public void left(KnownStore store) {
    boolean changed;
    synchronized (this) {
      changed = liveStores.remove(store.name(), store);
    }
    tell(changed);
  }

  public synchronized List<Proxy> proxies() {
    return List.copyOf(proxies.values());
  }

  /** All that were ever known, with the live address where there is one. */
  public synchronized List<Store> stores(List<KnownStore> remembered) {
    Map<String, Store> all = new TreeMap<>();
    remembered.forEach(store -> all.put(store.name(), new Store(store, false)));
    liveStores.values().forEach(store -> all.put(store.name(), new Store(store, true)));
    List<Store> sorted = new ArrayList<>(all.values());
    sorted.sort(Comparator.comparing(store -> store.store().name()));
    return sorted;
  }

  /** Runs after each change; it must only hand over. Close to stop. */
  public AutoCloseable watch(Runnable onChange) {
    watchers.add(onChange);
    return () -> watchers.remove(onChange);
  }

  private void tell(boolean changed) {
    if (changed) {
      watchers.forEach(Runnable::run); // outside the lock: a watcher may look at us
    }
  }
}
