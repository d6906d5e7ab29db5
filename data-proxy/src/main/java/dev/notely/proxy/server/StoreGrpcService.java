package dev.notely.proxy.server;

import dev.notely.proto.accounts.v1.ListStores;
import dev.notely.proto.accounts.v1.StoreList;
import dev.notely.proto.accounts.v1.StoreServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Every store as a look finds it now. */
final class StoreGrpcService extends StoreServiceGrpc.StoreServiceImplBase {
  private final StoreSurvey survey;

  StoreGrpcService(StoreSurvey survey) {
    this.survey = survey;
  }

  @Override
  public void list(ListStores request, StreamObserver<StoreList> observer) {
    var _ =
        survey
            .look()
            .thenAccept(stores -> {
              observer.onNext(StoreList.newBuilder().addAllStores(stores).build());
              observer.onCompleted();
            });
  }
}
