package io.ringfold.bench.peers.prevayler;

import io.ringfold.bench.peers.harness.PeerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.prevayler.foundation.serialization.Serializer;

/**
 * A transfer's bytes in the journal, filled up to its length with zeros: Java's own serialization
 * would cost more than everything else together.
 */
final class TransferSerializer implements Serializer {

  @Override
  public void writeObject(OutputStream stream, Object object) throws IOException {
    Transfer transfer = (Transfer) object;
    ByteBuffer bytes = ByteBuffer.allocate(PeerSettings.COMMAND_BYTES);
    bytes
        .putLong(transfer.number())
        .putInt(transfer.from())
        .putInt(transfer.to())
        .putInt(transfer.amount());
    stream.write(bytes.array());
  }

  @Override
  public Object readObject(InputStream stream) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(stream.readNBytes(PeerSettings.COMMAND_BYTES));
    return new Transfer(bytes.getLong(), bytes.getInt(), bytes.getInt(), bytes.getInt());
  }
}
