package dev.notely.runtime.grpc;

import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;

/**
 * Marks calls that no user waits for: copies of users' reads, sent to compare two releases. Whoever
 * answers them counts them apart.
 */
public final class Mirrored {
  /** Of the span and the metrics of such a call: true; other calls do not have it. */
  public static final String ATTRIBUTE = "notely.mirrored";

  private static final Metadata.Key<String> KEY =
      Metadata.Key.of("notely-mirrored", Metadata.ASCII_STRING_MARSHALLER);

  private Mirrored() {}

  /** Marks every call of a channel. */
  public static ClientInterceptor marks() {
    Metadata headers = new Metadata();
    headers.put(KEY, "1");
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  /** Whether a call is marked. */
  public static boolean is(Metadata headers) {
    return headers.containsKey(KEY);
  }
}
