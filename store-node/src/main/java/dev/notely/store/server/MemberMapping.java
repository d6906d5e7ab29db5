package dev.notely.store.server;

import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.ProxyMember;
import dev.notely.proto.catalog.v1.StoreMember;
import dev.notely.store.catalog.KnownStore;
import dev.notely.store.catalog.MemberDirectory;
import java.util.List;

/** Members between the wire and the room of the catalog. */
final class MemberMapping {
  private MemberMapping() {}

  static MemberDirectory.Proxy proxy(ProxyMember member) {
    return new MemberDirectory.Proxy(
        RequestFields.text("proxy.name", member.getName()),
        RequestFields.text("proxy.address", member.getAddress()),
        member.getRelease(),
        member.getProtocol());
  }

  static KnownStore store(StoreMember member) {
    return new KnownStore(
        RequestFields.text("store.name", member.getName()),
        RequestFields.text("store.address", member.getAddress()),
        member.getSchema(),
        member.getLabelsMap());
  }

  static Members members(List<MemberDirectory.Proxy> proxies, List<MemberDirectory.Store> stores) {
    return Members.newBuilder()
        .addAllProxies(proxies.stream().map(MemberMapping::proxy).toList())
        .addAllStores(stores.stream().map(MemberMapping::store).toList())
        .build();
  }

  private static ProxyMember proxy(MemberDirectory.Proxy proxy) {
    return ProxyMember.newBuilder()
        .setName(proxy.name())
        .setAddress(proxy.address())
        .setRelease(proxy.release())
        .setProtocol(proxy.protocol())
        .build();
  }

  private static StoreMember store(MemberDirectory.Store store) {
    return StoreMember.newBuilder()
        .setName(store.store().name())
        .setAddress(store.store().address())
        .setSchema(store.store().schema())
        .putAllLabels(store.store().labels())
        .setLive(store.live())
        .build();
  }
}
