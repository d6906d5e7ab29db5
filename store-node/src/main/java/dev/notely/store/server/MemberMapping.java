package dev.notely.store.server;

import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.ProxyMember;
import dev.notely.proto.catalog.v1.ReleaseShare;
import dev.notely.proto.catalog.v1.StoreMember;
import dev.notely.proto.catalog.v1.SupervisorMember;
import dev.notely.proto.catalog.v1.WantedProxies;
import dev.notely.store.catalog.KnownStore;
import dev.notely.store.catalog.MemberDirectory;
import dev.notely.store.catalog.Supervisor;
import dev.notely.store.releases.ReleaseState;
import java.util.List;
import java.util.Map;

/** Members between the wire and the room of the catalog. */
final class MemberMapping {
  private static final int MOST = 100;

  private MemberMapping() {}

  static MemberDirectory.Proxy proxy(ProxyMember member) {
    return new MemberDirectory.Proxy(
        RequestFields.text("proxy.name", member.getName()),
        RequestFields.text("proxy.address", member.getAddress()),
        RequestFields.release("proxy.release", member.getRelease()),
        member.getProtocol());
  }

  static Supervisor supervisor(SupervisorMember member) {
    RequestFields.atMost("supervisor.releases", member.getReleasesCount(), MOST);
    RequestFields.atMost("supervisor.proxies", member.getProxiesCount(), MOST);
    return new Supervisor(
        RequestFields.text("supervisor.name", member.getName()),
        member.getNextRelease().isEmpty()
            ? ""
            : RequestFields.release("supervisor.next_release", member.getNextRelease()),
        member.getReleasesList(),
        member.getProxiesList().stream()
            .map(proxy ->
                new Supervisor.SupervisedProxy(
                    proxy.getName(), proxy.getRelease(), proxy.getRestarts(), proxy.getTrouble()))
            .toList());
  }

  static KnownStore store(StoreMember member) {
    return new KnownStore(
        RequestFields.text("store.name", member.getName()),
        RequestFields.text("store.address", member.getAddress()),
        member.getSchema(),
        member.getLabelsMap());
  }

  static Members members(
      List<MemberDirectory.Proxy> proxies,
      List<MemberDirectory.Store> stores,
      ReleaseState releases,
      Map<String, Integer> wanted) {
    Members.Builder members =
        Members.newBuilder()
            .addAllProxies(proxies.stream().map(MemberMapping::proxy).toList())
            .addAllStores(stores.stream().map(MemberMapping::store).toList());
    releases.releases().stream()
        .filter(known -> known.percent() > 0)
        .forEach(known ->
            members.addSplit(
                ReleaseShare.newBuilder().setRelease(known.name()).setPercent(known.percent())));
    releases.deployment().map(ReleaseMapping::deployment).ifPresent(members::setDeployment);
    wanted.forEach((release, count) ->
        members.addWanted(WantedProxies.newBuilder().setRelease(release).setProxies(count)));
    return members.build();
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
