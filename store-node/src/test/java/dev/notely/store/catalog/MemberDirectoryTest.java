package dev.notely.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.store.catalog.MemberDirectory.Proxy;
import dev.notely.store.catalog.MemberDirectory.Store;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MemberDirectoryTest {
  private static final Proxy PROXY = new Proxy("p1", "h:1", "r1", 1);
  private static final KnownStore STORE = new KnownStore("s1", "h:2", "clustered", Map.of());

  private final MemberDirectory directory = new MemberDirectory();
  private final AtomicInteger told = new AtomicInteger();

  @BeforeEach
  void watch() {
    directory.watch(told::incrementAndGet);
  }

  @Test
  void aRepeatedHeartbeatIsNoNews() {
    directory.joined("stream", PROXY);
    directory.joined("stream", PROXY);
    assertThat(directory.proxies()).containsExactly(PROXY);
    assertThat(told).hasValue(1);
  }

  @Test
  void theLateEndOfAnOlderStreamTakesNothingAway() {
    Object older = new Object();
    Object newer = new Object();
    directory.joined(older, STORE);
    directory.joined(newer, STORE);
    directory.left(older);
    assertThat(directory.stores(List.of(STORE))).containsExactly(new Store(STORE, true));
    assertThat(told).hasValue(1);
    directory.left(newer);
    assertThat(directory.stores(List.of(STORE))).containsExactly(new Store(STORE, false));
    assertThat(told).hasValue(2);
  }

  @Test
  void aProxyThatLeavesIsForgottenAStoreIsNot() {
    Object one = new Object();
    Object other = new Object();
    directory.joined(one, PROXY);
    directory.joined(other, STORE);
    directory.left(one);
    directory.left(other);
    assertThat(directory.proxies()).isEmpty();
    assertThat(directory.stores(List.of(STORE))).containsExactly(new Store(STORE, false));
  }

  @Test
  void theLiveAddressIsShown() {
    KnownStore elsewhere = new KnownStore("s1", "h:3", "clustered", Map.of());
    directory.joined("stream", elsewhere);
    assertThat(directory.stores(List.of(STORE))).containsExactly(new Store(elsewhere, true));
  }

  @Test
  void aStreamIsOneMember() {
    directory.joined("stream", PROXY);
    directory.joined("stream", new Proxy("p2", "h:1", "r1", 1));
    assertThat(directory.proxies()).extracting(Proxy::name).containsExactly("p2");
  }

  @Test
  void whoStopsWatchingIsNotTold() {
    Runnable watcher = told::incrementAndGet;
    directory.watch(watcher);
    directory.unwatch(watcher);
    directory.joined("stream", PROXY);
    assertThat(told).hasValue(1);
  }
}
