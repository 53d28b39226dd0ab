-- include: clock states window record
-- The seed's recordOfferReceived: a sequence seen within the window changes nothing.
-- Answers {'new' | 'duplicate', the signaling state}.
return record('offer', 'Received')
