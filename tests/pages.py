"""Small pages that several tests share."""

from __future__ import annotations

FRONT = "---\nlayout: minimal-medicine\ntitle: Exampline\n---\n\n"

CLEAN = (
    FRONT.replace("title:", "last_reviewed: 2025-03-14\ntitle:")
    + """# Exampline

### Generic Name
Exampline

### Usage
Exampline eases pain.

### Dosage
Ask a pharmacist.

### Side Effects
Headache.

### How it Works
It blocks a signal.

### Precautions
Tell your doctor if you are pregnant.

### FAQs

* **Q: Can I drive?** A: Yes.

* **Q: Can I drink alcohol?** A: No.

* **Q: How do I store it?** A: In a dry place.

**Disclaimer:** This is for education and not medical advice. Ask a doctor. In an emergency, call an ambulance.

**AI note:** This page was drafted with an AI language model. No pharmacist has checked it. It may contain mistakes.
"""
)
