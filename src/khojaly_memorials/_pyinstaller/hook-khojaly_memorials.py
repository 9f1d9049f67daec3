"""Put the package's data into what PyInstaller makes."""

from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("khojaly_memorials")
