package dev.notely.proxy.server;

import dev.notely.proto.accounts.v1.Store;
import dev.notely.proto.catalog.v1.StoreMember;
import dev.notely.proto.store.v1.StatusRequest;
import dev.notely.proto.store.v1.StoreStatus;
import dev.notely.proto.store.v1.StoreStatusServiceGrpc;
import dev.notely.proxy.store.StoreDirectory;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One look at every store at once; those that do not answer within a second are away. */
final class StoreSurvey {
  private static final long BOUND_MS = 1_000;

  private final StoreDirectory directory;

  StoreSurvey(StoreDirectory directory) {
    this.directory = directory;
  }

  /** All that are known, by name; never fails. */
  CompletableFuture<List<Store>> look() {
    List<StoreMember> members = directory.members();
    CompletableFuture<List<Store>> all = new CompletableFuture<>();
    Map<String, Store> answers = new ConcurrentHashMap<>();
    AtomicInteger open = new AtomicInteger(members.size());
    if (members.isEmpty()) {
      all.complete(List.of());
    }
    for (StoreMember member : members) {
      StoreStatusServiceGrpc.newStub(directory.channel(member.getName()))
          .withDeadlineAfter(BOUND_MS, TimeUnit.MILLISECONDS)
          .status(
              StatusRequest.getDefaultInstance(),
              new StreamObserver<>() {
                @Override
                public void onNext(StoreStatus status) {
                  answered(serving(member, status));
                }

                @Override
                public void onError(Throwable cause) {
                  answered(away(member));
                }

                @Override
                public void onCompleted() {
                  // the status has been taken
                }

                private void answered(Store store) {
                  answers.put(store.getName(), store);
                  if (open.decrementAndGet() == 0) {
                    all.complete(List.copyOf(new TreeMap<>(answers).values()));
                  }
                }
              });
    }
    return all;
  }

  private static Store serving(StoreMember member, StoreStatus status) {
    return away(member).toBuilder()
        .setState("serving")
        .setNotes(status.getNotes())
        .setCopies(status.getCopies())
        .setAccounts(status.getAccounts())
        .setBytes(status.getBytes())
        .setUnservedRows(status.getUnservedRows())
        .setAlarms(status.getAlarms())
        .setFreeBytes(status.getFreeBytes())
        .setWritesWaiting(status.getWritesWaiting())
        .build();
  }

  private static Store away(StoreMember member) {
    return Store.newBuilder()
        .setName(member.getName())
        .setAddress(member.getAddress())
        .setSchema(member.getSchema())
        .putAllLabels(member.getLabelsMap())
        .setState("away")
        .build();
  }
}
