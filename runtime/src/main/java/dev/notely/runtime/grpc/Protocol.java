package dev.notely.runtime.grpc;

import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The version of what processes say to one another; every call carries it in its metadata. */
public final class Protocol {
  /** What this build speaks, and the oldest that its stores take. */
  public static final int CURRENT = 2;

  private static final Pattern VERSION = Pattern.compile("[0-9]{1,9}");
  private static final String SPOKEN = Integer.toString(CURRENT);
  private static final Metadata.Key<String> KEY =
      Metadata.Key.of("notely-protocol", Metadata.ASCII_STRING_MARSHALLER);

  private Protocol() {}

  /** Makes every call of a channel say this version. */
  public static ClientInterceptor says(int version) {
    Metadata headers = new Metadata();
    headers.put(KEY, Integer.toString(version));
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  /** The version that a call says; empty if it says none, or nothing that is a version. */
  public static OptionalInt of(Metadata headers) {
    String said = headers.get(KEY);
    if (SPOKEN.equals(said)) { // nearly always: on the path of every request
      return OptionalInt.of(CURRENT);
    }
    return said != null && VERSION.matcher(said).matches()
        ? OptionalInt.of(Integer.parseInt(said))
        : OptionalInt.empty();
  }
}
