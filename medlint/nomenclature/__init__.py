"""How medicines are named: the words that names are made of, typing slips in them, and names that lost a part."""

from medlint.nomenclature.damage import Damage, find_damage
from medlint.nomenclature.dictionary import Dictionary, load
from medlint.nomenclature.ingredients import Member, members_of
from medlint.nomenclature.naming import Naming, heading_of, names_of, title_field
from medlint.nomenclature.slips import is_slip, respell

__all__ = [
    "Damage",
    "Dictionary",
    "Member",
    "Naming",
    "find_damage",
    "heading_of",
    "is_slip",
    "load",
    "members_of",
    "names_of",
    "respell",
    "title_field",
]
